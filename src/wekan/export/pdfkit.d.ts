/** The part of pdfkit 0.20 that is used here; the package brings no types. */
declare module 'pdfkit' {
  interface TextOptions {
    readonly indent?: number
    readonly continued?: boolean
    readonly width?: number
    readonly height?: number
    readonly lineBreak?: boolean
    readonly ellipsis?: boolean
  }
  // The package exports it so.
  // eslint-disable-next-line no-restricted-exports
  export default class PDFDocument {
    constructor(options: {
      readonly size?: string
      readonly margin?: number
      readonly info?: Readonly<Record<string, string | Date>>
    })
    x: number
    y: number
    readonly page: { readonly width: number; readonly height: number }
    rect(x: number, y: number, width: number, height: number): this
    fill(color: string): this
    fillColor(color: string): this
    widthOfString(text: string): number
    text(text: string, x: number, y: number, options?: TextOptions): this
    font(name: string): this
    fontSize(size: number): this
    text(text: string, options?: TextOptions): this
    moveDown(lines?: number): this
    addPage(): this
    on(event: 'data', listener: (chunk: Uint8Array) => void): this
    on(event: 'end', listener: () => void): this
    on(event: 'error', listener: (error: Error) => void): this
    end(): void
  }
}
