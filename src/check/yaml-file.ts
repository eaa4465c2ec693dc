import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml'
import type { Document, Node } from 'yaml'
import type { z } from 'zod'
import { UsageError } from '../kernel/product.js'

/** A file that a person wrote, checked. */
export interface YamlFile<T> {
  readonly value: T
  /** With its comments, for whoever writes it anew. */
  readonly document: Document
}

/** Reads and checks a YAML file. Throws `UsageError` with file, line, column and key of the first thing wrong. */
export function readYamlFile<T>(file: string, schema: z.ZodType<T>): YamlFile<T> {
  const name = relative(process.cwd(), file) || file
  const lines = new LineCounter()
  const document = parseDocument(readText(file, name), { lineCounter: lines, prettyErrors: true })
  const [broken] = document.errors
  if (broken) throw new UsageError(`${name}: ${broken.message}`)
  const parsed = schema.safeParse(document.toJS() ?? {})
  if (parsed.success) return { value: parsed.data, document }
  const [issue] = parsed.error.issues
  const stray = issue?.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : []
  const path = [...(issue?.path ?? []), ...stray]
  throw new UsageError(`${name}${place(document, lines, path)}: ${issue?.message ?? 'not as expected'}`)
}

function readText(file: string, name: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new UsageError(`cannot read ${name}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** `:LINE:COLUMN at key` of the deepest part of the path that is in the document. */
function place(document: Document, lines: LineCounter, path: readonly PropertyKey[]): string {
  let node: unknown = document.contents
  let offset = offsetOf(node) ?? 0
  for (const part of path) {
    const pair = isMap(node)
      ? node.items.find(({ key }) => isScalar(key) && String(key.value) === String(part))
      : undefined
    if (!pair && !isSeq(node)) break
    node = pair ? pair.value : isSeq(node) ? node.items[Number(part)] : undefined
    offset = offsetOf(pair ? pair.key : node) ?? offset
  }
  const { line, col } = lines.linePos(offset)
  return `:${line}:${col} at ${path.map(String).join('.') || 'the top'}`
}

function offsetOf(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0] // every node of a parsed document has its range
}
