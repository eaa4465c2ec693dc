/** What a query asks for: values by attribute, in the order in which attributes come up first. */
export type Query = ReadonlyMap<string, readonly string[]>

interface Token {
  /** Name of an attribute, or undefined for text and blanks. */
  readonly attribute: string | undefined
  readonly isBlank: boolean
  readonly text: string
}

/**
 * The tokens of kanboard/kanboard@v1.2.53 app/Core/Filter/Lexer.php in the order in which they are tried, after the
 * attributes. A date ends where its digits end; an operator takes one word or quoted text.
 */
const texts: readonly (readonly [pattern: RegExp, isBlank: boolean])[] = [
  [/^[ \t\n\v\f\r]+/, true],
  [/^[<=>]{0,2}[0-9]{4}-[0-9]{2}-[0-9]{2}/, false],
  [/^[<=>]{1,2}[\p{L}\p{N}_]+/u, false],
  [/^[<=>]{1,2}".+"/, false],
  [/^".*?"/, false],
  [/^[^\s\u0085]+/u, false],
]

/** Which attributes there are, and the one that gets the text that belongs to none. */
export interface Language {
  readonly attributes: readonly string[]
  readonly fallback: string
}

/**
 * Reads a query. The same attribute twice keeps both values. Text that belongs to no attribute is joined, and takes
 * the place of what the fallback attribute was given. A query with a blank that is none to the lexer (U+00A0) asks for
 * nothing at all.
 */
export function readQuery(input: string, language: Language): Query {
  const tokens = tokenize(input, language.attributes)
  return tokens === undefined ? new Map() : collect(tokens, language.fallback)
}

function tokenize(input: string, attributes: readonly string[]): Token[] | undefined {
  const tokens: Token[] = []
  let rest = input
  while (rest !== '') {
    const token = attributeAt(rest, attributes) ?? textAt(rest)
    if (!token) return undefined
    tokens.push(token)
    rest = rest.slice(token.text.length)
  }
  return tokens
}

function attributeAt(rest: string, attributes: readonly string[]): Token | undefined {
  const attribute = attributes.find((name) => rest.slice(0, name.length + 1).toLowerCase() === `${name.toLowerCase()}:`)
  if (attribute === undefined) return undefined
  return { attribute, isBlank: false, text: rest.slice(0, attribute.length + 1) }
}

function textAt(rest: string): Token | undefined {
  for (const [pattern, isBlank] of texts) {
    const text = pattern.exec(rest)?.[0]
    if (text !== undefined) return { attribute: undefined, isBlank, text }
  }
  return undefined
}

/** The token after an attribute is its value, or lost when it is a blank or another attribute. */
function collect(tokens: readonly Token[], fallback: string): Query {
  const query = new Map<string, string[]>()
  let loose = ''
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]
    if (!token) break
    if (token.attribute === undefined) {
      loose += unquoted(token)
      continue
    }
    at += 1
    const value = tokens[at]
    if (!value || value.isBlank || value.attribute !== undefined) continue
    query.set(token.attribute, [...(query.get(token.attribute) ?? []), unquoted(value)])
  }
  const text = loose.replace(/^[ \t\n\r\0\v]+|[ \t\n\r\0\v]+$/g, '')
  if (text !== '') query.set(fallback, [text])
  return query
}

const unquoted = ({ text }: Token): string => text.replaceAll('"', '')
