import type { z } from 'zod'
import type { AnyOperation } from '../kernel/operation.js'
import type { WireAnswer } from '../kernel/protocol.js'
import type { Product, Setup } from '../kernel/product.js'
import { jsonTypeOf } from '../kernel/shape.js'
import type { JsonType } from '../kernel/shape.js'
import { inVersions } from '../kernel/versions.js'
import { atView } from '../kernel/view.js'
import { isRecord } from '../recording/paths.js'
import { defOf } from './schema.js'

/** One answer of a server, and what it was asked. */
export interface Observation {
  readonly op: AnyOperation
  readonly answer: WireAnswer
  /** Whether the call sent anything of its own. */
  readonly isBare: boolean
}

/** One field of an operation's results, as a server showed it. */
export interface ObservedField {
  /** `never` only where the reference shows it in the same calls. */
  readonly present: 'always' | 'sometimes' | 'never'
  readonly types: readonly JsonType[]
  /** The release does not declare it. */
  readonly isExtra?: true
  /** The types do not fit the declaration. */
  readonly isOtherType?: true
}

export interface ObservedOperation {
  /** Results that were seen. */
  readonly seen: number
  readonly isAbsent?: true
  /** Keys of a fixed vocabulary. */
  readonly keys?: readonly string[]
  readonly fields: Readonly<Record<string, ObservedField>>
}

export interface Observing {
  readonly product: Product
  /** The profile on which the observation is based. */
  readonly setup: Setup
  readonly seen: readonly Observation[]
  /** What the fake of that profile answers to the same calls; without it a field counts as due where it is not optional. */
  readonly reference?: readonly Observation[]
}

/** The shapes of a server's results, operation by operation. */
export function observe(observing: Observing): Record<string, ObservedOperation> {
  const { product, setup } = observing
  const operations = product.operations.filter(({ versions }) => inVersions(versions, setup.profile.version))
  return Object.fromEntries(
    operations.flatMap((op) => {
      const found = observeOperation(observing, op)
      return found ? [[op.id, found] as const] : []
    }),
  )
}

function observeOperation(
  { product, setup, seen, reference }: Observing,
  op: AnyOperation,
): ObservedOperation | undefined {
  const own = seen.filter((one) => one.op === op)
  if (own.length === 0) return undefined
  const results = resultsOf(product, own)
  const due =
    reference &&
    resultsOf(
      product,
      reference.filter((one) => one.op === op),
    )
  if (results.length === 0 && own.every((one) => isNotThere(product, one)) && (due === undefined || due.length > 0)) {
    return { seen: 0, isAbsent: true, fields: {} }
  }
  const schema = atView(op.output, setup.view, 'answer')
  const expected = due && lookAll(schema, due)
  const fields = [...lookAll(schema, results)].flatMap(([path, look]) => {
    const field = fieldOf(look, expected ? (expected.get(path)?.present ?? 0) > 0 : !look.isOptional)
    return field ? [[path, field] as const] : []
  })
  const keys = own.every((one) => one.isBare || resultsOf(product, [one]).length === 0)
    ? vocabulary(schema, results)
    : undefined
  return { seen: results.length, ...(keys ? { keys } : {}), fields: Object.fromEntries(fields) }
}

function resultsOf({ protocol }: Product, observations: readonly Observation[]): unknown[] {
  return observations.flatMap(({ op, answer }) => {
    const outcome = protocol.decode(op, answer)
    return outcome.kind === 'result' ? [outcome.result] : []
  })
}

/** JSON-RPC says so; a web server shows a page of its own. */
function isNotThere({ protocol }: Product, { op, answer }: Observation): boolean {
  const outcome = protocol.decode(op, answer)
  return outcome.kind === 'failure' ? outcome.code === -32601 : answer.contentType === 'text/html'
}

interface Look {
  /** Objects that could have the member, and those that do. */
  holders: number
  present: number
  readonly types: Set<JsonType>
  isExtra: boolean
  isOptional: boolean
  isOtherType: boolean
}

function fieldOf(look: Look, isDue: boolean): ObservedField | undefined {
  const { holders, present, types, isExtra, isOtherType } = look
  if (present === 0 && !isDue) return undefined
  return {
    present: present === 0 ? 'never' : present < holders ? 'sometimes' : 'always',
    types: [...types].sort(),
    ...(isExtra ? { isExtra } : {}),
    ...(isOtherType ? { isOtherType } : {}),
  }
}

function lookAll(schema: z.ZodType, results: readonly unknown[]): Map<string, Look> {
  const looks = new Map<string, Look>()
  for (const result of results) look(schema, result, '', looks)
  return looks
}

const below = (path: string, part: string): string => (path === '' ? part : `${path}.${part}`)

/** Walks value and schema together and notes every member, declared or not. */
function look(schema: z.ZodType, value: unknown, path: string, into: Map<string, Look>): void {
  const { innerType, options, element, valueType, shape } = defOf(schema)
  if (innerType) {
    look(innerType, value, path, into)
    return
  }
  if (options) {
    const option = options.find((one) => one.safeParse(value).success) ?? options.find((one) => holds(one, value))
    if (option) look(option, value, path, into)
    return
  }
  if (element && Array.isArray(value)) for (const item of value) look(element, item, below(path, '*'), into)
  if (valueType && isRecord(value))
    for (const item of Object.values(value)) look(valueType, item, below(path, '*'), into)
  if (shape && isRecord(value)) lookMembers(shape, value, path, into)
}

/** Whether a schema is for the kind of container that the value is. */
function holds(schema: z.ZodType, value: unknown): boolean {
  const { element, valueType, shape } = defOf(schema)
  return Array.isArray(value) ? element !== undefined : isRecord(value) && (shape ?? valueType) !== undefined
}

function lookMembers(
  shape: Readonly<Record<string, z.ZodType>>,
  value: Readonly<Record<string, unknown>>,
  path: string,
  into: Map<string, Look>,
): void {
  for (const key of new Set([...Object.keys(shape), ...Object.keys(value)])) {
    const member = shape[key]
    const at = below(path, key)
    const one = into.get(at) ?? fresh(member)
    into.set(at, one)
    one.holders += 1
    if (!(key in value)) continue
    one.present += 1
    one.types.add(jsonTypeOf(value[key]))
    if (!member) continue
    const isScalar = typeof value[key] !== 'object'
    if (isScalar && !member.safeParse(value[key]).success) one.isOtherType = true
    look(member, value[key], at, into)
  }
}

function fresh(member: z.ZodType | undefined): Look {
  const isOptional = member?.safeParse(undefined).success ?? true
  return { holders: 0, present: 0, types: new Set(), isExtra: member === undefined, isOptional, isOtherType: false }
}

/** The keys of a map that depends on nothing that was sent; ids are not a vocabulary. */
function vocabulary(schema: z.ZodType, results: readonly unknown[]): string[] | undefined {
  if (!isMap(schema)) return undefined
  const [first] = results
  if (!isRecord(first)) return undefined
  const keys = Object.keys(first)
  const isFixed = results.every((one) => isRecord(one) && Object.keys(one).join() === keys.join())
  return isFixed && keys.every((key) => !/^\d+$/.test(key)) ? keys : undefined
}

function isMap(schema: z.ZodType): boolean {
  const { valueType, innerType, options = [] } = defOf(schema)
  return valueType !== undefined || (innerType !== undefined && isMap(innerType)) || options.some(isMap)
}
