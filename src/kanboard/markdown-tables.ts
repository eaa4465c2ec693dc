import type { Block, Line } from './markdown-blocks.js'
import { wordsOf } from './markdown-words.js'
import type { Rendering } from './markdown-words.js'

const trimmed = (text: string): string => text.replace(/^[ \t\n\r\0\v]+|[ \t\n\r\0\v]+$/g, '')
const withoutEdges = (row: string): string => trimmed(row).replace(/^\|+|\|+$/g, '')

/** A line of dashes below a paragraph with bars makes a table of both. */
export function tableStarted(rendering: Rendering, head: string, { text }: Line): Block | undefined {
  if (!head.includes('|') || !/^[ \-:|]*$/.test(text)) return undefined
  const sides = withoutEdges(text)
    .split('|')
    .map((cell) => trimmed(cell))
    .filter((cell) => cell !== '')
    .map(sideOf)
  const rows: string[] = []
  const cells = (tag: 'th' | 'td', texts: readonly string[]): string => {
    const shown = texts.map((cell, index) => {
      const side = sides[index]
      const style = side === undefined ? '' : ` style="text-align: ${side};"`
      return `\n<${tag}${style}>${wordsOf(rendering, trimmed(cell))}</${tag}>`
    })
    return `\n<tr>${shown.join('')}\n</tr>`
  }
  return {
    html: () => {
      const thead = `\n<thead>${cells('th', withoutEdges(head).split('|'))}\n</thead>`
      return `<table>${thead}\n<tbody>${rows.map((row) => cells('td', cellsOf(row))).join('')}\n</tbody>\n</table>`
    },
    goOn: (line, isAfterGap) => {
      if (isAfterGap || !line.text.includes('|')) return false
      rows.push(line.text)
      return true
    },
  }
}

/** Undefined for a column that stands as it comes. */
function sideOf(divider: string): 'left' | 'center' | 'right' | undefined {
  const isLeft = divider.startsWith(':')
  if (divider.endsWith(':')) return isLeft ? 'center' : 'right'
  return isLeft ? 'left' : undefined
}

/** Bars after a backslash, and in code, are text. */
const cellsOf = (row: string): string[] => withoutEdges(row).match(/(?:\\\||[^|`]|`[^`]+`|`)+/g) ?? []
