import { z } from 'zod'
import type { AnyOperation } from '../kernel/operation.js'
import type { Place } from '../kernel/protocol.js'
import type { Product } from '../kernel/product.js'
import { inVersions } from '../kernel/versions.js'
import { alignment, editDistance } from './edit-distance.js'
import type { NearMiss } from './log-entry.js'

/** A call that no operation takes. */
export interface Stray {
  readonly method: string
  /** Below the product's prefix, without query. */
  readonly path: string
  /** Decoded, where it is JSON. */
  readonly body?: unknown
}

const SHOWN = 3
/** Longer ones are no slips of the pen, and comparing them costs. */
const LONGEST_NAME = 100
const MOST_SEGMENTS = 24

/** The declared operations that a call was meant for, probably; the nearest first. */
export function nearMisses(product: Product, version: string, stray: Stray): NearMiss[] {
  if (product.protocol.kind === 'rest') return nearRoutes(product, version, stray)
  const calls = Array.isArray(stray.body) ? stray.body.slice(0, SHOWN) : [stray.body]
  return calls.flatMap((call) => nearProcedures(product, version, call)).slice(0, SHOWN)
}

interface Candidate extends NearMiss {
  readonly cost: number
}

const best = (candidates: readonly Candidate[]): NearMiss[] =>
  candidates
    .toSorted((a, b) => a.cost - b.cost)
    .slice(0, SHOWN)
    .map(({ cost: _, ...shown }) => shown)

function nearRoutes({ operations, protocol }: Product, version: string, { method, path }: Stray): NearMiss[] {
  const parts = segmentsOf(path)
  if (parts.length > MOST_SEGMENTS || parts.some((part) => part.length > LONGEST_NAME)) return []
  return best(
    operations.flatMap((op): Candidate[] => {
      const place = protocol.place?.(op)
      if (!place) return []
      const template = segmentsOf(place.path)
      const far = alignment(parts, template, segmentCost)
      if (far > 1) return []
      const cost = far * 2 + (place.method === method ? 0 : 1) + (inVersions(op.versions, version) ? 0 : 1)
      const why = whyRoute({ op, version, place, far, method, parts, template })
      return [{ operation: op.id, call: `${place.method} ${place.path}`, why, cost }]
    }),
  )
}

const segmentsOf = (path: string): string[] => path.split('/').filter((part) => part !== '')

const isParameter = (part: string): boolean => part.startsWith('{')

/** A parameter takes anything; of two words the share that differs, and 2 where they have little in common. */
function segmentCost(part: string, wanted: string): number {
  if (isParameter(wanted) || part === wanted) return 0
  const share = editDistance(part.toLowerCase(), wanted.toLowerCase()) / Math.max(part.length, wanted.length)
  return share <= 0.5 ? share : 2
}

interface Compared {
  readonly op: AnyOperation
  readonly version: string
  readonly place: Place
  readonly far: number
  readonly method: string
  readonly parts: readonly string[]
  readonly template: readonly string[]
}

function whyRoute({ op, version, place, far, method, parts, template }: Compared): string {
  const told: string[] = []
  if (!inVersions(op.versions, version)) told.push(boundsText(op, version))
  if (far > 0) told.push(whyPath(parts, template))
  if (place.method !== method) told.push(`the method is ${place.method}, not ${method}`)
  return told.join('; ') || 'it differs in its spelling only'
}

function boundsText({ versions }: AnyOperation, version: string): string {
  const since = versions?.since === undefined ? [] : [`since ${versions.since}`]
  const until = versions?.until === undefined ? [] : [`until ${versions.until}`]
  return `it is there ${[...since, ...until].join(' and ')}, and this is ${version}`
}

function whyPath(parts: readonly string[], template: readonly string[]): string {
  if (parts.length > template.length) return 'the path has a part more'
  if (parts.length < template.length) return 'the path has a part less'
  const differing = template.flatMap((wanted, index) => {
    const part = parts[index] ?? ''
    return isParameter(wanted) || part === wanted ? [] : [`'${wanted}', not '${part}'`]
  })
  return `it is ${differing.join(' and ')}`
}

function nearProcedures({ operations }: Product, version: string, call: unknown): NearMiss[] {
  if (typeof call !== 'object' || call === null || !('method' in call) || typeof call.method !== 'string') return []
  const { method } = call
  if (method.length > LONGEST_NAME) return []
  const known = operations.find(({ id }) => id.toLowerCase() === method.toLowerCase())
  if (known && inVersions(known.versions, version)) return nearParameters(known, 'params' in call ? call.params : null)
  return best(
    operations.flatMap((op): Candidate[] => {
      const far = nameDistance(method, op.id)
      if (far > 0.4) return []
      const isHere = inVersions(op.versions, version)
      const why = isHere ? `it is '${op.id}', not '${method}'` : boundsText(op, version)
      return [{ operation: op.id, call: callText(op), why, cost: far + (isHere ? 0 : 0.2) }]
    }),
  )
}

const callText = (op: AnyOperation): string => `${op.id}(${namesOf(op).join(', ')})`

/** The share of letters that differ, or of words: `getUserById` is near `getUser`. */
export function nameDistance(given: string, wanted: string): number {
  const letters = editDistance(given.toLowerCase(), wanted.toLowerCase()) / Math.max(given.length, wanted.length)
  const [a, b] = [wordsOf(given), wordsOf(wanted)]
  const words = alignment(a, b, (left, right) => (left === right ? 0 : 2)) / Math.max(a.length, b.length)
  return Math.min(letters, words)
}

const wordsOf = (name: string): string[] =>
  (name.match(/[A-Z]?[a-z\d]+|[A-Z]+/g) ?? []).map((word) => word.toLowerCase())

/** Names of the parameters of an operation, in their order. */
export function namesOf({ input }: AnyOperation): string[] {
  return input instanceof z.ZodObject ? Object.keys(input.shape) : []
}

function nearParameters(op: AnyOperation, params: unknown): NearMiss[] {
  if (typeof params !== 'object' || params === null || Array.isArray(params)) return []
  const names = namesOf(op)
  const strange = Object.keys(params).filter((name) => !names.includes(name) && name.length <= LONGEST_NAME)
  const told = strange.slice(0, SHOWN).map((name) => {
    const [near] = names.toSorted((a, b) => nameDistance(name, a) - nameDistance(name, b))
    const isNear = near !== undefined && nameDistance(plain(name), plain(near)) <= 0.5
    return isNear ? `the parameter is '${near}', not '${name}'` : `there is no parameter '${name}'`
  })
  return told.length === 0 ? [] : [{ operation: op.id, call: callText(op), why: told.join('; ') }]
}

/** `projectId` and `project_id` are one name. */
const plain = (name: string): string => name.replaceAll('_', '').toLowerCase()
