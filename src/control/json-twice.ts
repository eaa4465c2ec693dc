const STRUCTURE = /["{}[\],:]/g

/** An object that is being read: its members so far, and the one that is open. */
interface Level {
  readonly names: Set<string> | undefined
  open: string
}

/**
 * The JSON pointer of a member that is given twice, of which `JSON.parse` keeps the last without a word; undefined where
 * there is none. The text is JSON.
 */
export function memberGivenTwice(text: string): string | undefined {
  const levels: Level[] = []
  let last = ''
  for (const token of tokensOf(text)) {
    const level = levels.at(-1)
    if (token === '{' || token === '[') levels.push({ names: token === '{' ? new Set() : undefined, open: '0' })
    else if (token === '}' || token === ']') levels.pop()
    else if (token === ',' && level && !level.names) level.open = String(Number(level.open) + 1)
    else if (token === ':' && level?.names) {
      level.open = nameOf(last)
      if (level.names.has(level.open)) return pointerOf(levels)
      level.names.add(level.open)
    } else last = token
  }
  return undefined
}

/** Strings whole, and what stands between values. One expression for both would not take a string of megabytes. */
function* tokensOf(text: string): Generator<string> {
  let from = 0
  for (;;) {
    STRUCTURE.lastIndex = from
    const found = STRUCTURE.exec(text)
    if (!found) return
    from = found[0] === '"' ? endOfString(text, found.index) : found.index + 1
    yield text.slice(found.index, from)
  }
}

/** Behind the quote that ends it: the next one before which the backslashes are of an even number. */
function endOfString(text: string, start: number): number {
  let at = text.indexOf('"', start + 1)
  while (at >= 0 && backslashesBefore(text, at) % 2 === 1) at = text.indexOf('"', at + 1)
  return at < 0 ? text.length : at + 1
}

function backslashesBefore(text: string, at: number): number {
  let count = 0
  while (text[at - 1 - count] === '\\') count += 1
  return count
}

/** A name as it is meant: `"\u0061"` is `a`. */
const nameOf = (quoted: string): string =>
  // Between quotes there is a text.
  quoted.includes('\\') ? (JSON.parse(quoted) as string) : quoted.slice(1, -1)

const pointerOf = (levels: readonly Level[]): string =>
  levels.map(({ open }) => `/${open.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
