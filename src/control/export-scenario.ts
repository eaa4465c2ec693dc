import { stringify } from 'yaml'
import { cleanupOf } from './export-cleanup.js'
import type { CleanupCall } from './export-cleanup.js'
import { callsOf } from './export-calls.js'
import type { LoggedCall } from './export-calls.js'
import { storyOf } from './export-story.js'
import type { StoryStep } from './export-story.js'
import type { ExportContext, ExportedLog } from './log-export.js'
import type { LogEntry } from './log-entry.js'

/**
 * A scenario that `stuntboard check --scenarios` plays: ids that answers gave are captured, names carry the run, and what
 * is still there at the end is removed.
 */
export function scenarioOf(entries: readonly LogEntry[], context: ExportContext): ExportedLog {
  const { served, calls, leftOut } = callsOf(entries, context)
  const { product } = served
  const first = calls[0]?.entry
  const story = storyOf(calls, { logins: product.protocol.logins })
  const missing = [...leftOut, ...story.leftOut].sort((a, b) => a - b)
  // Made first, because it captures what it removes.
  const cleanup = cleanupOf(story, product, served.version).map(callOf)
  const scenario = {
    product: product.name,
    name: 'log',
    about: `${story.steps.length} calls of ${product.title} ${served.version}, from a log that begins at ${first?.at ?? ''}.`,
    steps: story.steps.map(stepOf),
    ...(cleanup.length === 0 ? {} : { cleanup }),
  }
  const note =
    missing.length === 0
      ? ''
      : `# Left out, because they are no whole calls of an operation, or need a secret of the log: ${missing.join(', ')}\n`
  const text = note + stringify(scenario, { lineWidth: 120 })
  return { contentType: 'application/yaml', fileName: `${product.name}-log.yaml`, text }
}

function stepOf({ call, input, caller, capture }: StoryStep): object {
  const { entry, op } = call
  const as = asOf(caller)
  const expect = expectationOf(call)
  return {
    name: `${entry.seq}: ${op.id}`,
    operation: op.id,
    ...(as === undefined ? {} : { as }),
    ...(Object.keys(input).length === 0 ? {} : { input }),
    ...(Object.keys(capture).length === 0 ? {} : { capture }),
    ...(expect === undefined ? {} : { expect }),
  }
}

function callOf({ op, input, caller }: CleanupCall): object {
  const as = asOf(caller)
  return { operation: op.id, ...(as === undefined ? {} : { as }), input }
}

function asOf(caller: StoryStep['caller']): unknown {
  if (caller.kind === 'given') return undefined
  if (caller.kind === 'none') return 'none'
  return caller.kind === 'bearer' ? { bearer: caller.token } : { user: caller.user, password: caller.password }
}

/** What holds on another server too: failures, and results that say no more than yes or no. */
export function expectationOf({ outcome, text, entry }: LoggedCall): object | undefined {
  if (outcome.kind === 'failure') {
    const { status, code } = outcome
    return { failure: { status, ...(code === undefined ? {} : { code }) } }
  }
  if (outcome.kind !== 'result') return undefined
  if (text === '') return { empty: true }
  const { result } = outcome
  const isMute = entry.reasons.length > 0 && JSON.stringify(result)?.length <= 2
  return typeof result === 'boolean' || result === null || isMute ? { result } : undefined
}
