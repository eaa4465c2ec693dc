import { unzipped, zipOf } from './archive.js'
import type { CardSheet } from './card-sheet.js'

export type Cell = string | number | boolean | null

/** A sheet: a name, widths of columns in characters, and rows. */
export interface Sheet {
  readonly name: string
  readonly widths: readonly number[]
  readonly rows: readonly (readonly Cell[])[]
  /** Rows in bold type, by their index. */
  readonly headings: ReadonlySet<number>
}

/** An Excel workbook. It is packed anew, because the library writes the time of the machine. */
export async function workbookOf(sheets: readonly Sheet[], madeAt: number): Promise<Uint8Array> {
  const { default: writeExcel } = await import('write-excel-file/node')
  const data = sheets.map(({ name, widths, rows, headings }) => ({
    sheet: sheetName(name),
    columns: widths.map((width) => ({ width })),
    data: rows.map((row, index) => row.map((value) => cellOf(value, headings.has(index)))),
  }))
  const written = await unzipped(await writeExcel(data).toBuffer())
  if (!written) throw new Error('the workbook that was written is no archive')
  return zipOf(
    [...written].map(([name, bytes]) => ({ name, bytes })),
    madeAt,
  )
}

function cellOf(value: Cell, isHeading: boolean): object | null {
  if (value === null || value === '') return null
  return isHeading ? { value, fontWeight: 'bold' } : { value }
}

/** Excel allows 31 characters, and none of seven signs. */
function sheetName(name: string): string {
  return name.replace(/[\\/*?:[\]]/g, '-').slice(0, 31) || 'Sheet'
}

/** Cards and headings as rows of two columns: what PDF shows, in cells. */
export function rowsOfCard({ title, sections }: CardSheet): { rows: Cell[][]; headings: number[] } {
  const rows: Cell[][] = [[title]]
  const headings = [0]
  for (const { heading, pairs, lines } of sections) {
    headings.push(rows.length)
    rows.push([heading])
    for (const [label, value] of pairs) rows.push([label, value])
    for (const line of lines) rows.push(['', line])
  }
  return { rows: [...rows, []], headings }
}
