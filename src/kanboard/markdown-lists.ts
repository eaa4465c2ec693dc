import { blocksOf, reference } from './markdown-blocks.js'
import type { Block, Line } from './markdown-blocks.js'
import type { Rendering } from './markdown-words.js'

/** Lines of one item. */
type Item = string[]

/** The first item of a list; it ends where a line after a gap is not indented. */
export function itemsStarted(rendering: Rendering, { text, indent }: Line): Block | undefined {
  const isOrdered = /^\d/.test(text)
  const mark = isOrdered ? '[0-9]+[.]' : '[*+-]'
  const [, words] = new RegExp(`^${mark} +(.*)`, 's').exec(text) ?? []
  if (words === undefined) return undefined
  const items: [Item, ...Item[]] = [[words]]
  const next = new RegExp(`^${mark}(?: +(.*)|$)`, 's')
  let last: Item = items[0]
  let isLoose = false
  const goOn = (line: Line, isAfterGap: boolean): boolean => {
    const item = line.indent === indent ? next.exec(line.text) : null
    if (item) {
      if (isAfterGap) last.push('')
      isLoose ||= isAfterGap
      last = [item[1] ?? '']
      items.push(last)
      return true
    }
    if (line.text.startsWith('[') && reference(rendering, line)) return true
    if (isAfterGap && line.indent === 0) return false
    if (isAfterGap) last.push('')
    last.push(line.body.replace(/^ {0,4}/, ''))
    return true
  }
  const tag = isOrdered ? 'ol' : 'ul'
  const from = isOrdered ? text.slice(0, text.indexOf('.')) : '1'
  const start = from === '1' || rendering.dialect.isEarly ? '' : ` start="${from}"`
  const html = (): string => {
    const hasGaps = isLoose && !rendering.dialect.isEarly
    const shown = items.map(
      (item) => `\n<li>${itemHtml(rendering, hasGaps && item.at(-1) !== '' ? [...item, ''] : item)}</li>`,
    )
    return `<${tag}${start}>${shown.join('')}\n</${tag}>`
  }
  return { html, goOn }
}

/** The only paragraph of an item without gaps stands without its tags. */
function itemHtml(rendering: Rendering, lines: Item): string {
  const html = blocksOf(rendering, lines)
  const trimmed = html.replace(/^[ \t\n\r\0\v]+|[ \t\n\r\0\v]+$/g, '')
  if (lines.includes('') || !trimmed.startsWith('<p>')) return html
  return trimmed.slice('<p>'.length).replace('</p>', '')
}
