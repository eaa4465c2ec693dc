import type { z } from 'zod'
import { isOfWire } from '../kernel/view.js'
import { defOf } from './schema.js'

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * An expected value as the declared schema of a view types it. Steps say numbers: a wire type may make text or a flag
 * of them. An id that was captured as text is a number where the view has one. Everything else stays as it is.
 */
export function typedAs(schema: z.ZodType, want: unknown): unknown {
  if (typeof want === 'number' || typeof want === 'string') return typedScalar(schema, want)
  const { innerType, options, element, valueType, shape } = defOf(schema)
  if (innerType) return typedAs(innerType, want)
  if (options) return firstChanged(options, want)
  if (element && Array.isArray(want)) return want.map((item) => typedAs(element, item))
  if (!isObject(want) || (!shape && !valueType)) return want
  const members = Object.entries(want).map(([key, value]) => {
    const member = shape?.[key] ?? valueType
    return [key, member ? typedAs(member, value) : value] as const
  })
  return Object.fromEntries(members)
}

/** The same for an element of a list, which may be an object of elements. */
export function typedElement(schema: z.ZodType, want: unknown): unknown {
  const key = 'element'
  const forms = [(value: unknown) => [value], (value: unknown) => ({ [key]: value })]
  for (const form of forms) {
    const typed = typedAs(schema, form(want))
    const [element] = isObject(typed) || Array.isArray(typed) ? Object.values(typed) : []
    if (!isSame(element, want)) return element
  }
  return want
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

function firstChanged(options: readonly z.ZodType[], want: unknown): unknown {
  return options.map((option) => typedAs(option, want)).find((typed) => !isSame(typed, want)) ?? want
}

function typedScalar(schema: z.ZodType, want: number | string): unknown {
  const { innerType, options } = defOf(schema)
  const takes = (value: unknown): boolean => schema.safeParse(value).success
  if (takes(want)) return want
  if (isOfWire(schema)) return typeof want === 'number' ? ([String(want), want === 1].find(takes) ?? want) : want
  if (innerType) return typedAs(innerType, want)
  if (options) return firstChanged(options, want)
  return typeof want === 'string' && /^-?\d+$/.test(want) && takes(Number(want)) ? Number(want) : want
}
