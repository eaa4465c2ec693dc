/** How a database reads the pattern of LIKE: `%` for any text, `_` for one character. */
export interface LikeStyle {
  /** Makes equal what the database takes for equal, character by character. */
  fold(text: string): string
  /** Whether a backslash takes the meaning from the character behind it. */
  readonly escapes: boolean
}

const patterns = new Map<LikeStyle, Map<string, RegExp>>()

/** Whether a text is like a pattern. */
export function isLike(style: LikeStyle, text: string, pattern: string): boolean {
  const known = patterns.get(style) ?? new Map<string, RegExp>()
  patterns.set(style, known)
  const compiled = known.get(pattern) ?? compile(style, pattern)
  // Searches come and go; a client that sends ever new ones must not fill the memory.
  if (known.size > 1000) known.clear()
  known.set(pattern, compiled)
  return compiled.test(style.fold(text))
}

function compile({ fold, escapes }: LikeStyle, pattern: string): RegExp {
  const characters = [...pattern]
  let source = ''
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at] ?? ''
    if (character === '%') source += source.endsWith('[^]*') ? '' : '[^]*'
    else if (character === '_') source += '[^]'
    else if (character === '\\' && escapes && at + 1 < characters.length)
      source += literal(fold(characters[++at] ?? ''))
    else source += literal(fold(character))
  }
  return new RegExp(`^${source}$`, 'u')
}

const literal = (text: string): string =>
  text.replace(/[\\^$.*+?()[\]{}|/-]/g, (sign) => `\\u{${sign.charCodeAt(0).toString(16)}}`)
