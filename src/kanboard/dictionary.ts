import { z } from 'zod'
import { inVersions } from '../kernel/versions.js'
import { wire } from '../kernel/view.js'
import { numberIn } from './php.js'

/**
 * An object of PHP: printed with braces also when it is empty or its keys are 0, 1, 2 …, and its keys keep their order,
 * where a plain object would sort the ids.
 */
export class Dictionary extends Map<string, unknown> {}

/** kanboard/kanboard@v1.0.38 app/Api/Procedure: `(object)`. Before, PHP chose: keys 0, 1, 2 … and none are a list. */
const unbraced = { until: '1.0.37' }

const plain = (value: unknown): unknown => (value instanceof Map ? Object.fromEntries(value) : value)

type Entries = ReadonlyMap<string, string | null>

/** The schema of an object with texts by name. */
export function dictionary<S extends z.ZodType = z.ZodString>(about: string, given?: S): Dictated<S> {
  const member: z.ZodType = given ?? z.string()
  const told = wire<Entries>({
    name: 'dictionary',
    schema: ({ version }) => {
      const braced = z.preprocess(plain, z.record(z.string(), member))
      return inVersions(unbraced, version) ? z.union([z.array(member), braced]) : braced
    },
    render: (value, { version }) => (inVersions(unbraced, version) ? new Map(value) : new Dictionary(value)),
  })
  return told.describe(about) as unknown as Dictated<S>
}

/** Handlers give entries in their order, clients see an object. */
type Dictated<S extends z.ZodType> = z.ZodType<Readonly<Record<string, z.output<S>>>, Entries>

/** PHP's `asort`: two numeric texts by their numbers, others by bytes; equal ones stay as they are. */
export function byValue(entries: Iterable<readonly [string, string]>): Map<string, string> {
  return new Map([...entries].sort(([, a], [, b]) => comparePhp(a, b)))
}

function comparePhp(a: string, b: string): number {
  const left = numberIn(a)
  const right = numberIn(b)
  if (left !== undefined && right !== undefined) return left - right
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}
