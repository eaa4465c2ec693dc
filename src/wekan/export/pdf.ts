import type Document from 'pdfkit'
import type { CardSheet, Section } from './card-sheet.js'

/** What is printed: headings and cards in their order. */
export interface Paper {
  readonly title: string
  /** Milliseconds since the epoch; the document says when it was made. */
  readonly madeAt: number
  readonly blocks: readonly Block[]
}

export type Block =
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'section'; readonly section: Section }
  | { readonly kind: 'card'; readonly card: CardSheet }

/** A PDF of A4 pages. The same paper gives the same bytes. */
export async function pdfOf(paper: Paper): Promise<Uint8Array> {
  const { default: PDFDocument } = await import('pdfkit')
  const info = { Title: printable(paper.title), Producer: 'stuntboard', Creator: 'stuntboard' }
  const document = new PDFDocument({ size: 'A4', margin: 50, info: { ...info, CreationDate: new Date(paper.madeAt) } })
  const chunks: Uint8Array[] = []
  const whole = new Promise<Uint8Array>((resolve, reject) => {
    document.on('data', (chunk) => chunks.push(chunk))
    document.on('end', () => {
      resolve(Buffer.concat(chunks))
    })
    document.on('error', reject)
  })
  line(document, paper.title, { size: 18, isBold: true })
  for (const block of paper.blocks) draw(document, block)
  document.end()
  return whole
}

function draw(document: Document, block: Block): void {
  document.moveDown(0.5)
  if (block.kind === 'heading') line(document, block.text, { size: 14, isBold: true })
  if (block.kind === 'section') drawSection(document, block.section)
  if (block.kind !== 'card') return
  line(document, block.card.title, { size: 12, isBold: true })
  for (const section of block.card.sections) drawSection(document, section)
}

function drawSection(document: Document, { heading, pairs, lines }: Section): void {
  line(document, heading, { size: 10, isBold: true })
  for (const [label, value] of pairs) line(document, `${label}: ${value}`, { size: 10 })
  for (const text of lines) line(document, text, { size: 10 })
}

function line(document: Document, text: string, { size, isBold = false }: { size: number; isBold?: boolean }): void {
  document
    .font(isBold ? 'Helvetica-Bold' : 'Helvetica')
    .fontSize(size)
    .text(printable(text))
}

/** The fonts that every reader has know Latin letters only; anything else becomes a question mark. */
function printable(text: string): string {
  return text.replace(/[^\n\x20-\x7e\xa0-\xff]/gu, '?')
}
