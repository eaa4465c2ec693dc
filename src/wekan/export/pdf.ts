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

/** In points. */
const MARGIN = 50
const BAR_HEIGHT = 18
const GRAY = '#D9D9D9'
const BLACK = '#000000'

/** A PDF of A4 pages. The same paper gives the same bytes. */
export async function pdfOf(paper: Paper): Promise<Uint8Array> {
  const { default: PDFDocument } = await import('pdfkit')
  const info = { Title: printable(paper.title), Producer: 'stuntboard', Creator: 'stuntboard' }
  const made = { ...info, CreationDate: new Date(paper.madeAt) }
  const document = new PDFDocument({ size: 'A4', margin: MARGIN, info: made })
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
  if (block.kind === 'heading') bar(document, block.text, 12)
  if (block.kind === 'section') drawSection(document, block.section)
  if (block.kind !== 'card') return
  line(document, block.card.title, { size: 14, isBold: true })
  for (const section of block.card.sections) drawSection(document, section)
}

function drawSection(document: Document, { heading, pairs, lines, chips, isHead }: Section): void {
  if (!isHead) bar(document, heading, 11)
  for (const [label, value] of pairs) line(document, `${label}: ${value}`, { size: 10 })
  for (const text of lines) line(document, text, { size: 10 })
  for (const chip of chips) drawChip(document, chip)
}

/** A gray line that heads what follows. */
function bar(document: Document, text: string, size: number): void {
  filled(document, { text, size, fill: GRAY, ink: BLACK, width: document.page.width - 2 * MARGIN })
}

function drawChip(document: Document, { text, fill, ink }: Section['chips'][number]): void {
  const width = document.font('Helvetica-Bold').fontSize(10).widthOfString(printable(text)) + 8
  filled(document, { text, size: 10, fill, ink, width: Math.min(width, document.page.width - 2 * MARGIN) })
}

interface Filled {
  readonly text: string
  readonly size: number
  readonly fill: string
  readonly ink: string
  readonly width: number
}

/** One line of text on a coloured ground. */
function filled(document: Document, { text, size, fill, ink, width }: Filled): void {
  if (document.y + BAR_HEIGHT > document.page.height - MARGIN) document.addPage()
  const top = document.y
  document.rect(MARGIN, top, width, BAR_HEIGHT).fill(fill)
  document.fillColor(ink).font('Helvetica-Bold').fontSize(size)
  const place = { width: width - 8, height: BAR_HEIGHT, lineBreak: false, ellipsis: true }
  document.text(printable(text), MARGIN + 4, top + (BAR_HEIGHT - size) / 2, place)
  document.fillColor(BLACK)
  document.x = MARGIN
  document.y = top + BAR_HEIGHT + 2
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
