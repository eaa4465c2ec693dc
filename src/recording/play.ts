import { differences } from './differences.js'
import type { RecordedAnswer, RecordedRequest, RecordedStep, Recording } from './format.js'
import { mask } from './mask.js'
import { dropVolatile, fill, pick, placeholders } from './paths.js'
import { send } from './send.js'
import type { Fetch } from './send.js'

export interface Target {
  readonly fetch: Fetch
  /** Where the product begins; recorded paths are appended to it. */
  readonly base: string
  readonly vars?: Readonly<Record<string, unknown>>
}

/**
 * `same`: equal after masking. `differs`: not. `not-built`: the target is a fake that does not have the operation yet.
 * `depends`: needs a value that a step which is not built would have given.
 */
export type Verdict = 'same' | 'differs' | 'not-built' | 'depends'

export interface StepOutcome {
  readonly step: RecordedStep
  /** The request as sent, placeholders filled. */
  readonly request: RecordedRequest
  readonly answer: RecordedAnswer
  readonly verdict: Verdict
  readonly differences: readonly string[]
}

/** Plays a recording against a target, step by step, and compares each answer with the recorded one. */
export async function* replay(recording: Recording, target: Target): AsyncGenerator<StepOutcome> {
  const vars: Record<string, unknown> = { run: 'replay', ...recording.vars, ...target.vars }
  const recorded = labelled(recording)
  const live = new Map<string, string>()
  const missing = new Set<string>()
  learn(live, vars)
  for (const step of recording.steps) {
    const request = fill(step.request, vars) as RecordedRequest
    const { answer, headers } = await send(target.fetch, target.base, request)
    const isBuilt = !(headers.get('x-fake') ?? '').startsWith('not-built')
    const lacks = placeholders(step.request).some((name) => missing.has(name))
    for (const [name, path] of Object.entries(step.capture ?? {})) {
      vars[name] = pick(answer.body, path)
      recorded.learn(name)
      if (!isBuilt || (lacks && vars[name] === undefined)) missing.add(name)
    }
    learn(live, vars)
    const found = compare(step, answer, recorded.known, live)
    yield { step, request, answer, verdict: judge(found, isBuilt, lacks), differences: found }
  }
}

function judge(found: readonly string[], isBuilt: boolean, lacks: boolean): Verdict {
  if (!isBuilt) return 'not-built'
  if (found.length === 0) return 'same'
  return lacks ? 'depends' : 'differs'
}

function compare(
  step: RecordedStep,
  answer: RecordedAnswer,
  recorded: ReadonlyMap<string, string>,
  live: ReadonlyMap<string, string>,
): string[] {
  const level = (one: RecordedAnswer, known: ReadonlyMap<string, string>): unknown => {
    const masked = mask(dropVolatile(structuredClone(one), step.volatile), known)
    return step.order === false ? sorted(masked) : masked
  }
  if (!step.response) return ['the step has no recorded answer']
  return differences(level(step.response, recorded), level(answer, live))
}

function sorted(answer: unknown): unknown {
  const body = pick(answer, '$.body')
  if (Array.isArray(body)) body.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
  return answer
}

/** Short values say nothing about where they come from, so only longer ones are known by name. */
function learn(known: Map<string, string>, vars: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(vars)) {
    if (value !== null && value !== undefined && String(value).length > 3) known.set(String(value), `{{${name}}}`)
  }
}

/** A recorded value is known by its name only from the step that captures it, exactly as on the live side. */
function labelled(recording: Recording): { known: ReadonlyMap<string, string>; learn: (name: string) => void } {
  const known = new Map<string, string>()
  const values = recording.recordedVars ?? {}
  const captured = new Set(recording.steps.flatMap((step) => Object.keys(step.capture ?? {})))
  const add = (name: string): void => {
    learn(known, { [name]: values[name] })
  }
  for (const name of Object.keys(values)) if (!captured.has(name)) add(name)
  return { known, learn: add }
}
