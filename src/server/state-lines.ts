import { UsageError } from '../kernel/product.js'

/** A row of a state file, and where it belongs. */
export interface StateRow {
  readonly product: string
  readonly table: string
  readonly row: unknown
}

type TakeRow = (row: StateRow) => void

/** How a file begins whose rows stand each on a line of their own, as they are written. */
const LAID_OUT = /^\{"stuntboard":"state",.*"products":\{$/s

/**
 * Reads a state file: its rows are handed over one by one, and the rest is answered with tables that are empty. As it is
 * written a file may be of any size; in another layout it must fit into one text. Throws `UsageError`.
 */
export function withoutRows(chunks: Iterable<Uint8Array>, what: string, take: TakeRow): unknown {
  try {
    const lines = linesOf(chunks)
    const { value: first = '' } = lines.next()
    return LAID_OUT.test(first) ? fromLines(first, lines, take) : fromText([first, ...lines].join('\n'), take)
  } catch (error) {
    if (error instanceof UsageError) throw error
    if (error instanceof RangeError)
      throw new UsageError(`${what} is too long for this layout: a row a line, as it is written, can be of any length`)
    throw new UsageError(`${what} is no state file: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** Throws `TypeError` for what is not UTF-8. */
function* linesOf(chunks: Iterable<Uint8Array>): Generator<string, undefined> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  // In parts, because a line may be the whole of a large file.
  let held: string[] = []
  for (const chunk of chunks) {
    const [first = '', ...more] = decoder.decode(chunk, { stream: true }).split('\n')
    held.push(first)
    for (const part of more) {
      yield held.join('')
      held = [part]
    }
  }
  held.push(decoder.decode())
  yield held.join('')
}

/** `"users":[` or `"kanboard":{…`. */
const NAMED = /^("(?:[^"\\]|\\.)*"):([[{])/

function fromLines(first: string, lines: Iterable<string>, take: TakeRow): unknown {
  const rest = [first]
  let product = ''
  let table = ''
  let number = 1
  for (const line of lines) {
    number += 1
    if (line.startsWith('{')) {
      const { row, tail } = rowIn(line, number)
      take({ product, table, row })
      if (tail !== '') rest.push(tail)
      continue
    }
    const [, name, kind] = NAMED.exec(line) ?? []
    if (name !== undefined && kind === '[') table = JSON.parse(name) as string
    else if (name !== undefined) product = JSON.parse(name) as string
    rest.push(line)
  }
  return JSON.parse(rest.join('\n'))
}

/** After the last row of a table its end stands on the same line. */
function rowIn(line: string, number: number): { readonly row: unknown; readonly tail: string } {
  const own = line.endsWith(',') ? line.slice(0, -1) : line
  try {
    return { row: JSON.parse(own), tail: '' }
  } catch {
    const end = line.lastIndexOf(']')
    return { row: parsed(line.slice(0, Math.max(end, 0)), number), tail: line.slice(end) }
  }
}

function parsed(text: string, number: number): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new SyntaxError(`line ${number}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

type Members = Record<string, unknown>

const membersOf = (value: unknown): Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : {}

function fromText(text: string, take: TakeRow): unknown {
  const file: unknown = JSON.parse(text)
  for (const [product, saved] of Object.entries(membersOf(membersOf(file)['products']))) {
    const tables = membersOf(membersOf(membersOf(saved)['world'])['tables'])
    for (const [table, rows] of Object.entries(tables)) {
      if (!Array.isArray(rows)) continue
      for (const row of rows as unknown[]) take({ product, table, row })
      tables[table] = []
    }
  }
  return file
}
