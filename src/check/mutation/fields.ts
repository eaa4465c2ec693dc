import type { z } from 'zod'
import { defOf } from '../schema.js'

/** One way in which a field can be wrong. */
export type Damage = 'drop' | 'rename' | 'retype' | 'null'
export const damages: readonly Damage[] = ['drop', 'rename', 'retype', 'null']

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Declared members by path: `members.*.isAdmin`; `*` stands for every element or key. */
export function declaredFields(schema: z.ZodType, path = ''): string[] {
  const def = defOf(schema)
  const below = (key: string): string => (path === '' ? key : `${path}.${key}`)
  if (def.innerType) return declaredFields(def.innerType, path)
  if (def.options) return [...new Set(def.options.flatMap((option) => declaredFields(option, path)))]
  if (def.element) return declaredFields(def.element, below('*'))
  if (def.valueType) return declaredFields(def.valueType, below('*'))
  return Object.entries(def.shape ?? {}).flatMap(([key, member]) => [below(key), ...declaredFields(member, below(key))])
}

/** Whether a declared field stands anywhere in a result. */
export function hasField(result: unknown, field: string): boolean {
  return stands(result, field.split('.'))
}

function stands(value: unknown, [head, ...rest]: readonly string[]): boolean {
  if (head === undefined) return true
  if (head === '*') {
    const inner = Array.isArray(value) ? value : isObject(value) ? Object.values(value) : []
    return inner.some((item) => stands(item, rest))
  }
  return isObject(value) && head in value && stands(value[head], rest)
}

/** A copy of `body` with one field damaged wherever it stands; undefined when it stands nowhere or nothing changes. */
export function damaged(body: unknown, field: string, damage: Damage): unknown {
  const copy = structuredClone(body)
  const changed = visit(copy, field.split('.'), damage)
  return changed && JSON.stringify(copy) !== JSON.stringify(body) ? copy : undefined
}

function visit(value: unknown, [head = '', ...rest]: readonly string[], damage: Damage): boolean {
  if (head === '*') {
    const inner = Array.isArray(value) ? value : isObject(value) ? Object.values(value) : []
    return inner.map((item) => visit(item, rest, damage)).some(Boolean)
  }
  if (!isObject(value) || !(head in value)) return false
  if (rest.length > 0) return visit(value[head], rest, damage)
  apply(value, head, damage)
  return true
}

function apply(object: Record<string, unknown>, key: string, damage: Damage): void {
  const value = object[key]
  if (damage === 'null') object[key] = null
  else if (damage === 'retype') object[key] = retyped(value)
  else delete object[key]
  if (damage === 'rename') object[`${key}_`] = value
}

/** A value of another type that a careless server might send instead. */
function retyped(value: unknown): unknown {
  if (typeof value === 'string') return /^-?\d+$/.test(value) ? Number(value) : [value]
  if (typeof value === 'number') return String(value)
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return value === null ? {} : 'text'
}
