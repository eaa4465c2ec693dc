import type { z } from 'zod'
import type { AnyOperation, Deviation } from './operation.js'
import type { Setup } from './product.js'
import { withoutMaps } from './json.js'
import { reshape } from './shape.js'
import { atView, showAt } from './view.js'
import type { World } from './world.js'

/** Where a deviation is noted; the request log shows it. */
export type Note = (deviation: Deviation) => void

/** What every product's context has. */
export interface BaseContext {
  readonly world: World
}

/**
 * Runs the handler and shows its result as the setup's view shows it. The only caller of `handle`; the state before the
 * first write of a request is kept, so that a mistake of ours can be undone.
 */
export function invoke(op: AnyOperation, ctx: BaseContext, input: unknown, setup: Setup, note: Note): unknown {
  if (op.effect !== 'read') ctx.world.save()
  const result: unknown = op.handle(ctx, input)
  if (result === undefined) return undefined
  const output = showAt(op.output, setup.view)(result)
  const judged = atView(op.output, setup.view, 'answer').safeParse(withoutMaps(output))
  if (!judged.success) noteIssues(op, 'output', judged.error.issues, note)
  const shape = setup.profile.shapes?.[op.id]
  // The observed shape comes last: it is the server's and not a mistake of the declaration.
  return shape ? reshape(output, showAt(op.output, { ...setup.view, isUnbounded: true })(result), shape) : output
}

/** What of a request lies outside the documented contract; empty when nothing does. */
export function requestDeviations(op: AnyOperation, input: unknown, setup: Setup): Deviation[] {
  const judged = atView(op.input, setup.view, 'documented').safeParse(input)
  const found: Deviation[] = []
  if (!judged.success) noteIssues(op, 'input', judged.error.issues, (deviation) => found.push(deviation))
  return found
}

function noteIssues(op: AnyOperation, at: Deviation['at'], issues: readonly z.core.$ZodIssue[], note: Note): void {
  for (const issue of issues) {
    const path = issue.path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
    note({ operation: op.id, at, path, message: issue.message })
  }
}
