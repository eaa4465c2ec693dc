/** How a database reads the pattern of LIKE: `%` for any text, `_` for one character. */
export interface LikeStyle {
  /** Makes equal what the database takes for equal, character by character. */
  fold(text: string): string
  /** Whether a backslash takes the meaning from the character behind it. */
  readonly escapes: boolean
}

/** Regular expressions have limits of their own; a longer pattern is walked along. */
const longestCompiled = 2000

const patterns = new Map<LikeStyle, Map<string, RegExp>>()

/** Whether a text is like a pattern. */
export function isLike(style: LikeStyle, text: string, pattern: string): boolean {
  if (pattern.length > longestCompiled) return walks([...style.fold(text)], stepsOf(style, pattern))
  const known = patterns.get(style) ?? new Map<string, RegExp>()
  patterns.set(style, known)
  const compiled = known.get(pattern) ?? compile(style, pattern)
  // Searches come and go; a client that sends ever new ones must not fill the memory.
  if (known.size > 1000) known.clear()
  known.set(pattern, compiled)
  return compiled.test(style.fold(text))
}

const anyText = Symbol('%')
const anyCharacter = Symbol('_')

/** A character, or one of the signs. */
type Step = string | symbol

const bare = /[^]/gu
const escaped = /\\[^]|[^]/gu

function stepsOf({ fold, escapes }: LikeStyle, pattern: string): Step[] {
  const parts = pattern.match(escapes ? escaped : bare) ?? []
  return parts.flatMap((part): Step[] => {
    if (part === '%') return [anyText]
    if (part === '_') return [anyCharacter]
    // A backslash is a part of its own at the end alone, and where nothing is escaped.
    return [...fold(part.startsWith('\\') && part !== '\\' ? part.slice(1) : part)]
  })
}

function compile(style: LikeStyle, pattern: string): RegExp {
  const sources = stepsOf(style, pattern).map((step) => {
    if (typeof step === 'string') return literal(step)
    return step === anyText ? '[^]*' : '[^]'
  })
  // One `%` does for several.
  const isNeeded = (source: string, at: number): boolean => source !== '[^]*' || sources[at - 1] !== source
  return new RegExp(`^${sources.filter(isNeeded).join('')}$`, 'u')
}

/** Tries the shortest text for each `%`, and takes more where it does not go on. */
function walks(text: readonly string[], steps: readonly Step[]): boolean {
  let step = 0
  let tried: { readonly step: number; at: number } | undefined
  for (let at = 0; at < text.length;) {
    if (steps[step] === anyText) tried = { step: ++step, at }
    else if (steps[step] === anyCharacter || steps[step] === text[at]) {
      step += 1
      at += 1
    } else if (tried) {
      step = tried.step
      at = tried.at += 1
    } else return false
  }
  return steps.slice(step).every((rest) => rest === anyText)
}

const literal = (text: string): string =>
  text.replace(/[\\^$.*+?()[\]{}|/-]/g, (sign) => `\\u{${sign.charCodeAt(0).toString(16)}}`)
