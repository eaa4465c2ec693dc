import type { Parameter } from './catalogue.js'
import { Crash, RpcError } from './faults.js'
import type { Library } from './libraries.js'
import { isArray, isList, memberOf, valuesOf } from './php.js'
import type { PhpMap, PhpValue } from './php.js'

/** Arguments by parameter name. */
export interface Bound {
  /** Every parameter, defaults filled in. */
  readonly values: Readonly<Record<string, PhpValue>>
  /** What the client gave, with unknown names; for judging the request. */
  readonly given: ReadonlyMap<string, PhpValue>
}

/**
 * Binds positional or named arguments as the library does by reflection. Counting comes first; a list in order is
 * positional; of named ones an unknown name counts, but is dropped.
 */
export function bind(parameters: readonly Parameter[], sent: readonly PhpValue[] | PhpMap, library: Library): Bound {
  const refuse = (data: string): never => {
    throw new RpcError(-32602, 'Invalid params', library.explainsParams ? data : undefined)
  }
  const count = Array.isArray(sent) ? sent.length : sent instanceof Map ? sent.size : 0
  const required = parameters.filter((parameter) => parameter.isRequired).length
  if (count < required) refuse('Wrong number of arguments')
  if (count > parameters.length) refuse('Too many arguments')
  const bound = count > 0 && isList(sent) ? bindList(parameters, valuesOf(sent)) : bindNames(parameters, sent, library)
  if ('missing' in bound) return refuse(`Missing argument: ${bound.missing}`)
  const mistyped = parameters.find(({ name, isArray: wantsArray }) => wantsArray && !isArray(bound.values[name]))
  if (mistyped) throw new Crash(`PHP declares the parameter ${mistyped.name} as an array`)
  return bound
}

function bindList(parameters: readonly Parameter[], sent: readonly PhpValue[]): Bound {
  const values: Record<string, PhpValue> = {}
  const given = new Map<string, PhpValue>()
  for (const [index, { name, fallback }] of parameters.entries()) {
    const value = sent[index]
    values[name] = value === undefined ? fallback : value
    if (value !== undefined) given.set(name, value)
  }
  return { values, given }
}

function bindNames(
  parameters: readonly Parameter[],
  sent: readonly PhpValue[] | PhpMap,
  library: Library,
): Bound | { readonly missing: string } {
  const values: Record<string, PhpValue> = {}
  for (const { name, isRequired, fallback } of parameters) {
    const value = memberOf(sent, name)
    const isGiven = value !== undefined && !(value === null && library.dropsNullArguments)
    if (!isGiven && isRequired) return { missing: name }
    values[name] = isGiven ? value : fallback
  }
  return { values, given: sent instanceof Map ? sent : new Map() }
}
