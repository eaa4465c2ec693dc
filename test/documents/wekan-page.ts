import { readFileSync } from 'node:fs'

/** What a page prints, in order: a call to type, or an answer. */
export type Item = { readonly kind: 'call'; readonly text: string } | { readonly kind: 'answer'; readonly value: unknown }

/**
 * Takes the curl lines and the JSON out of a page as it was saved: from Markdown, from rendered text, or from a page
 * that shows the Markdown as a difference, with a bar and line numbers between the lines.
 */
export function itemsOf(name: string): Item[] {
  const text = readFileSync(new URL(`./${name}`, import.meta.url), 'utf8')
  const lines = text.split('\n').filter((line) => !/^\|+$/.test(line))
  const items: Item[] = []
  for (let at = 0; at < lines.length; ) {
    const line = lines[at] ?? ''
    if (/^curl\s/.test(line)) {
      const length = callLength(lines, at)
      items.push({ kind: 'call', text: lines.slice(at, at + length).join('\n') })
      at += length
    } else {
      const found = /^("id"|[{[]\s*("|$))/.test(line) ? answerAt(lines, at) : undefined
      if (found) items.push({ kind: 'answer', value: found.value })
      at += found?.length ?? 1
    }
  }
  return items
}

function callLength(lines: readonly string[], start: number): number {
  let length = 1
  while (/\\\s*$/.test(lines[start + length - 1] ?? '')) length += 1
  return length
}

/** The shortest run of lines that is JSON; the login answer of the page lacks its first brace. */
function answerAt(lines: readonly string[], start: number): { value: unknown; length: number } | undefined {
  const isHeadless = /^"id"/.test(lines[start] ?? '')
  for (let length = 1; start + length <= lines.length && length < 60; length++) {
    const text = (isHeadless ? '{' : '') + lines.slice(start, start + length).join('\n')
    try {
      return { value: JSON.parse(text) as unknown, length }
    } catch {
      continue
    }
  }
  return undefined
}
