import type { LinkObject } from 'openapi3-ts/oas31'
import { z } from 'zod'
import type { AnyOperation } from '../kernel/operation.js'
import type { Subject } from './openapi.js'

/**
 * Links from an operation that makes something to those that read, change and remove it, by operation id: POST on a path
 * answers `_id`, and the others are on the same path with one more parameter.
 */
export function linksOf(
  op: AnyOperation,
  operations: readonly AnyOperation[],
  subject: Subject,
): Record<string, LinkObject> {
  const place = subject.product.protocol.place?.(op)
  if (place?.method !== 'POST' || !answersId(op)) return {}
  const links: Record<string, LinkObject> = {}
  for (const other of operations) {
    const there = subject.product.protocol.place?.(other)
    const own = there && parameterBelow(place.path, there.path)
    if (!there || own === undefined || there.method === 'POST') continue
    links[other.id] = {
      operationId: other.id,
      description: `${other.summary} With the id that this call answers.`,
      parameters: {
        ...Object.fromEntries(
          [...place.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => [name, `$request.path.${name ?? ''}`]),
        ),
        [own]: '$response.body#/_id',
      },
    }
  }
  return links
}

/** The one parameter by which `path` is longer than `base`; undefined when it is something else. */
function parameterBelow(base: string, path: string): string | undefined {
  if (!path.startsWith(`${base}/`)) return undefined
  return /^\{(\w+)\}$/.exec(path.slice(base.length + 1))?.[1]
}

function answersId({ output }: AnyOperation): boolean {
  const options: readonly unknown[] = output instanceof z.ZodUnion ? output.options : [output]
  return options.some((option) => option instanceof z.ZodObject && '_id' in option.shape)
}
