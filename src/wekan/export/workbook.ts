import { unzipped, zipOf } from './archive.js'
import type { CardSheet, Section } from './card-sheet.js'

/** A cell that is more than its value. Colours are `#rrggbb`. */
export interface StyledCell {
  readonly value: string | number | boolean
  readonly isBold?: boolean
  readonly size?: number
  readonly fill?: string
  readonly ink?: string
  readonly align?: 'left' | 'center' | 'right'
  readonly border?: 'thin' | 'medium'
  /** Columns that it covers; the row has empty cells in their places. */
  readonly span?: number
}

export type Cell = string | number | boolean | null | StyledCell

/** A sheet: a name, widths of columns in characters, and rows. */
export interface Sheet {
  readonly name: string
  readonly widths: readonly number[]
  readonly rows: readonly (readonly Cell[])[]
}

/** Three columns of labels with their values. code: wekan/wekan@v11.07 models/server/ExporterExcelBoard.js:205 */
export const paperWidths = [18, 30, 18, 30, 18, 30]

const GRAY = '#D9D9D9'
const FONT = 'Arial'

/** An Excel workbook. It is packed anew, because the library writes the time of the machine. */
export async function workbookOf(sheets: readonly Sheet[], madeAt: number): Promise<Uint8Array> {
  const { default: writeExcel } = await import('write-excel-file/node')
  const data = sheets.map(({ name, widths, rows }) => ({
    sheet: sheetName(name),
    columns: widths.map((width) => ({ width })),
    data: rows.map((row) => row.map(cellOf)),
  }))
  const written = await unzipped(await writeExcel(data).toBuffer())
  if (!written) throw new Error('the workbook that was written is no archive')
  return zipOf(
    [...written].map(([name, bytes]) => ({ name, bytes })),
    madeAt,
  )
}

function cellOf(cell: Cell): object | null {
  const { value, ...style } = typeof cell === 'object' && cell !== null ? cell : { value: cell }
  const { isBold, size, fill, ink, align, border, span }: Partial<StyledCell> = style
  const isPlain = Object.keys(style).length === 0
  if (isPlain && (value === null || value === '')) return null
  const look = {
    ...(isBold === true ? { fontWeight: 'bold' } : {}),
    ...(fill === undefined ? {} : { backgroundColor: fill }),
    ...(ink === undefined ? {} : { textColor: ink }),
    ...(align === undefined ? {} : { align }),
    ...(border === undefined ? {} : { borderStyle: border }),
    ...(span === undefined ? {} : { columnSpan: span, wrap: true }),
  }
  return { ...(value === '' ? {} : { value }), fontFamily: FONT, fontSize: size ?? 10, ...look }
}

/** Excel allows 31 characters, and none of seven signs. */
function sheetName(name: string): string {
  return name.replace(/[\\/*?:[\]]/g, '-').slice(0, 31) || 'Sheet'
}

/** A line across the whole paper. */
export function across(value: string, style: Omit<StyledCell, 'value' | 'span'> = {}): Cell[] {
  const span = paperWidths.length
  return [{ value, ...style, span }, ...Array.from({ length: span - 1 }, () => null)]
}

/** A gray line that heads what follows. */
export function bar(value: string, size: number, border: { readonly border?: 'medium' } = {}): Cell[] {
  return across(value, { isBold: true, size, fill: GRAY, ...border })
}

export function labelCell(label: string): StyledCell {
  return { value: label === '' ? '' : `${label}:`, isBold: true, align: 'right', border: 'thin' }
}

/** Three pairs of label and value a row. */
function pairRows(pairs: Section['pairs']): Cell[][] {
  const rows: Cell[][] = []
  for (let at = 0; at < pairs.length; at += 3) {
    rows.push(pairs.slice(at, at + 3).flatMap(([label, value]) => [labelCell(label), { value, border: 'thin' }]))
  }
  return rows
}

/** Five labels a row, in their colours. */
function chipRows({ heading, chips }: Section): Cell[][] {
  const rows: Cell[][] = []
  for (let at = 0; at < chips.length; at += 5) {
    const cells = chips.slice(at, at + 5).map(({ text, ...paint }): StyledCell => ({
      value: text,
      isBold: true,
      align: 'center',
      border: 'thin',
      ...paint,
    }))
    rows.push([labelCell(at === 0 ? heading : ''), ...cells])
  }
  return rows
}

/** A card as it is drawn in cells: its title, its members, then what has a heading of its own. */
export function rowsOfCard({ title, sections }: CardSheet): Cell[][] {
  const head = pairRows(sections.filter(({ isHead }) => isHead).flatMap(({ pairs }) => pairs))
  const body = sections.flatMap((section) =>
    section.isHead
      ? chipRows(section)
      : [
          bar(section.heading, 11, { border: 'medium' }),
          ...pairRows(section.pairs),
          ...section.lines.map((line) => across(line, { border: 'thin' })),
        ],
  )
  return [across(title, { isBold: true, size: 16 }), ...head, ...body, []]
}
