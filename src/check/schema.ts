import type { z } from 'zod'
import { isLate, isOpen } from '../kernel/view.js'
import { brief, pointerOf } from './match.js'
import type { Finding, Rule } from './rules.js'

type Found = Omit<Finding, 'source'>
type Issue = z.core.$ZodIssue

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (isObject(inner) || Array.isArray(inner) ? Reflect.get(inner, key) : undefined),
    value,
  )
}

/** Where a value breaks its declared schema. */
export function violations(schema: z.ZodType, value: unknown): Found[] {
  const judged = schema.safeParse(value)
  return judged.success ? [] : judged.error.issues.flatMap((issue) => describe(issue, value, []))
}

function describe(issue: Issue, root: unknown, base: readonly PropertyKey[]): Found[] {
  const path = [...base, ...issue.path]
  const got = at(root, path)
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    // The branch that fits best says most: the one with the deepest and fewest complaints.
    const [best] = [...issue.errors].sort((a, b) => depth(b) - depth(a) || a.length - b.length)
    if (best && best.length > 0 && depth(best) > 0) return best.flatMap((inner) => describe(inner, root, path))
  }
  const expected = 'expected' in issue ? String(issue.expected) : issue.message
  return [{ rule: ruleOf(issue, got), pointer: pointerOf(path), expected, got: brief(got) }]
}

const depth = (issues: readonly Issue[]): number => Math.max(0, ...issues.map(({ path }) => path.length))

function ruleOf(issue: Issue, got: unknown): Rule {
  if (got === undefined) return 'field.missing'
  if (got === null) return 'field.null'
  return issue.code === 'invalid_type' || issue.code === 'invalid_union' ? 'field.type' : 'field.value'
}

/** The parts of a zod schema that the walk below looks at; zod types them per class. */
export interface Def {
  readonly type: string
  readonly shape?: Record<string, z.ZodType>
  readonly element?: z.ZodType
  readonly innerType?: z.ZodType
  readonly valueType?: z.ZodType
  readonly options?: readonly z.ZodType[]
}
export const defOf = (schema: z.ZodType): Def => schema._zod.def as unknown as Def

/** Whether a schema has a member; a path goes through lists: `members.userId`. */
export function declares(schema: z.ZodType, [head, ...rest]: readonly string[]): boolean {
  if (head === undefined) return true
  const { innerType, options, element, valueType, shape } = defOf(schema)
  const within = innerType ?? element
  if (within) return declares(within, [head, ...rest])
  if (options) return options.some((option) => declares(option, [head, ...rest]))
  if (valueType) return declares(valueType, rest)
  const member = shape?.[head]
  return member !== undefined && declares(member, rest)
}

/** What a walk over value and schema together finds. */
interface Walk {
  /** Members that are there and not declared. */
  readonly undeclared: Found[]
  /** Members that a new document has, and this one has not. */
  readonly absent: { readonly path: readonly string[]; readonly pointer: string }[]
  /** Whether another release declares the member. */
  isElsewhere(path: readonly PropertyKey[]): boolean
}

/**
 * Compares the members of a value with the declared ones, at every level. `everywhere` is the declaration for all
 * releases together: what only it has is older or newer than the release.
 */
export function compareMembers(schema: z.ZodType, value: unknown, everywhere?: z.ZodType): Walk {
  const walk: Walk = { undeclared: [], absent: [], isElsewhere: (path) => isDeclaredIn(everywhere, path) }
  visit(schema, value, [], walk)
  return walk
}

const names = (path: readonly PropertyKey[]): string[] => path.filter((part) => typeof part === 'string')

function isDeclaredIn(schema: z.ZodType | undefined, path: readonly PropertyKey[]): boolean {
  return schema !== undefined && declares(schema, names(path))
}

function visit(schema: z.ZodType, value: unknown, path: readonly PropertyKey[], walk: Walk): void {
  const def = defOf(schema)
  if (def.innerType) {
    if (value !== null && value !== undefined) visit(def.innerType, value, path, walk)
    return
  }
  if (def.options) {
    const option = def.options.find((one) => one.safeParse(value).success)
    if (option) visit(option, value, path, walk)
    return
  }
  if (def.element && Array.isArray(value)) {
    for (const [index, item] of value.entries()) visit(def.element, item, [...path, index], walk)
  }
  if (def.valueType && isObject(value)) {
    for (const [key, item] of Object.entries(value)) visit(def.valueType, item, [...path, key], walk)
  }
  if (def.shape && isObject(value)) visitMembers(def.shape, value, path, isOpen(schema) ? quiet(walk) : walk)
}

/** A walk that does not mind members which are not declared. */
const quiet = (walk: Walk): Walk => ({ ...walk, undeclared: [] })

function visitMembers(
  shape: Record<string, z.ZodType>,
  value: Record<string, unknown>,
  path: readonly PropertyKey[],
  walk: Walk,
): void {
  for (const [key, member] of Object.entries(shape)) {
    const here = [...path, key]
    if (key in value) visit(member, value[key], here, walk)
    else if (!isLate(member)) walk.absent.push({ path: names(here), pointer: pointerOf(here) })
  }
  for (const key of Object.keys(value)) {
    if (key in shape) continue
    const isOlder = walk.isElsewhere([...path, key])
    walk.undeclared.push({
      rule: isOlder ? 'field.older' : 'field.undeclared',
      pointer: pointerOf([...path, key]),
      expected: isOlder ? 'no such member in this release' : 'no such member',
      got: brief(value[key]),
    })
  }
}
