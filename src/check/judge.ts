import type { ZodType } from 'zod'
import type { AnyOperation, ErrorCase } from '../kernel/operation.js'
import type { AnswerShape, Outcome, WireAnswer } from '../kernel/protocol.js'
import type { Product, Setup } from '../kernel/product.js'
import { sourceText } from '../kernel/source.js'
import { inVersions } from '../kernel/versions.js'
import { atView } from '../kernel/view.js'
import { brief, emptyMembers, mismatches, missingElements, strayElements } from './match.js'
import type { Finding, Rule } from './rules.js'
import type { Expectation } from './scenario.js'
import { compareMembers, declares, violations } from './schema.js'
import { typedAs, typedElement } from './typed.js'

type Found = Omit<Finding, 'source'>
type FailureSpec = NonNullable<Expectation['failure']>

export interface Judged {
  readonly product: Product
  readonly setup: Setup
  readonly op: AnyOperation
  /** With placeholders filled. */
  readonly expect: Expectation
  readonly answer: WireAnswer
}

/** Everything about one answer that is not as declared or expected. A pure function of the answer. */
export function judge(judged: Judged): Finding[] {
  const outcome = judged.product.protocol.decode(judged.op, judged.answer)
  const { failure } = judged.expect
  const origin = judged.op.sources.map(sourceText)[0] ?? ''
  if (failure) return judgeFailure(judged, outcome, failure)
  return judgeSuccess(judged, outcome).map((found) => ({ ...found, source: origin }))
}

const whole = (rule: Rule, expected: string, got: string): Found => ({ rule, pointer: '', expected, got })

function judgeSuccess(judged: Judged, outcome: Outcome): Found[] {
  const { product, op, answer, expect } = judged
  const shape = product.protocol.success(op)
  if (expect.empty) return [...statusFindings(shape.status, answer), ...emptyFindings(answer)]
  if (outcome.kind === 'foreign') return [whole('answer.foreign', shape.contentType ?? 'no body', outcome.what)]
  if (outcome.kind === 'failure') {
    const what = [outcome.status, outcome.code, outcome.reason].filter((part) => part !== undefined).join(' ')
    return [whole(isRefusal(outcome) ? 'permission.narrower' : 'failure.unexpected', 'a result', what)]
  }
  const common = [...statusFindings(shape.status, answer), ...typeFindings(shape, answer)]
  // A failure that looks like a result, `{}` for instance, breaks the schema of results by design.
  if (isMuteFailure(judged)) return [...common, ...sameness(expect.result, outcome.result)]
  return [...common, ...resultFindings(judged, outcome.result)]
}

/** Whether the step expects the very result that a declared failure answers. */
function isMuteFailure({ op, setup, expect }: Judged): boolean {
  if (!('result' in expect)) return false
  const errors = (op.errors ?? []).filter((error) => inVersions(error, setup.profile.version))
  return errors.some(({ result }) => result !== undefined && JSON.stringify(result) === JSON.stringify(expect.result))
}

function sameness(want: unknown, got: unknown): Found[] {
  const same = JSON.stringify(want) === JSON.stringify(got)
  return same ? [] : [{ rule: 'expect.result', pointer: '', expected: brief(want), got: brief(got) }]
}

function statusFindings(expected: number, { status }: WireAnswer): Found[] {
  return status === expected ? [] : [whole('answer.status', String(expected), String(status))]
}

function typeFindings({ contentType }: AnswerShape, answer: WireAnswer): Found[] {
  if (contentType === undefined) return emptyFindings(answer)
  return answer.contentType === contentType
    ? []
    : [whole('answer.content-type', contentType, answer.contentType || 'none')]
}

function emptyFindings({ text }: WireAnswer): Found[] {
  return text === '' ? [] : [whole('answer.body', 'no body', brief(text))]
}

function resultFindings({ op, setup, expect }: Judged, result: unknown): Found[] {
  const schema = atView(op.output, setup.view, 'answer')
  const broken = violations(schema, result)
  const members = compareMembers(schema, result, op.output)
  const spared = new Set(expect.without ?? [])
  const absent = expect.complete ? members.absent.filter(({ path }) => !spared.has(path.join('.'))) : []
  const known = new Set(broken.map(({ pointer }) => pointer))
  return [
    ...broken,
    ...absent
      .filter(({ pointer }) => !known.has(pointer))
      .map(({ pointer }): Found => ({
        rule: 'field.missing',
        pointer,
        expected: 'the declared member',
        got: 'nothing',
      })),
    ...members.undeclared,
    ...emptyMembers(filledIn(op, schema, expect), result),
    ...expectationFindings(expect, schema, result),
  ]
}

/** The members that must be filled, but for those that other releases have. */
function filledIn(op: AnyOperation, schema: ZodType, { filled = [] }: Expectation): string[] {
  return filled.filter((path) => declares(schema, path.split('.')) || !declares(op.output, path.split('.')))
}

function expectationFindings(expect: Expectation, schema: ZodType, result: unknown): Found[] {
  const elements = (wanted: readonly unknown[] = []): unknown[] => wanted.map((want) => typedElement(schema, want))
  return [
    ...('result' in expect ? mismatches(typedAs(schema, expect.result), result) : []),
    ...missingElements(elements(expect.includes), result),
    ...strayElements(elements(expect.excludes), result),
  ]
}

/** The declared failures of a release that fit what the step says of the one it expects. */
function candidates({ op, setup, product }: Judged, failure: FailureSpec): ErrorCase[] {
  const known = [...(op.errors ?? []), ...product.protocol.errors].filter((error) =>
    inVersions(error, setup.profile.version),
  )
  if (failure.code === undefined) return known
  // One that has the very code says how it looks; only without one may those without a code be meant.
  const exact = known.filter(({ code }) => code === failure.code)
  return exact.length > 0 ? exact : known.filter(({ code }) => code === undefined)
}

function judgeFailure(judged: Judged, outcome: Outcome, failure: FailureSpec): Finding[] {
  const { product, op, setup, answer } = judged
  const [declared] = candidates(judged, failure)
  const source = declared ? sourceText(declared.source) : (op.sources.map(sourceText)[0] ?? '')
  const tell = (found: Found): Finding => ({ ...found, source })
  if (outcome.kind === 'foreign') return [tell(whole('answer.foreign', 'a failure', outcome.what))]
  if (outcome.kind === 'result') {
    const isRefused = candidates(judged, failure).some((error) => fits(error, failure) && isRefusal(error))
    const rule = isRefused || isRefusal(failure) ? 'permission.wider' : 'failure.missing'
    return [tell(whole(rule, 'a failure', brief(outcome.result)))]
  }
  const wrong: Found[] = []
  if (failure.code !== undefined && outcome.code !== failure.code) {
    wrong.push(whole('failure.code', String(failure.code), String(outcome.code ?? 'none')))
  }
  if (failure.status !== undefined && outcome.status !== failure.status) {
    wrong.push(whole('failure.code', `status ${failure.status}`, `status ${outcome.status}`))
  }
  for (const found of undeclaredCode(judged, failure, outcome.code)) wrong.push(found)
  const shapes = candidates(judged, failure).map((error) => product.protocol.failure(op, error, setup))
  if (wrong.length === 0 && shapes.length > 0 && !shapes.some((shape) => hasShape(shape, answer))) {
    const [shape] = shapes
    wrong.push(
      whole(
        'failure.style',
        `${shape?.status ?? 0} ${shape?.contentType ?? 'without a body'}`,
        `${answer.status} ${answer.contentType || 'without a type'} ${brief(answer.body ?? answer.text)}`,
      ),
    )
  }
  return wrong.map(tell)
}

/** Whether a failure says that nobody was recognised, or that who was may not. */
const isRefusal = ({ status, code }: { readonly status?: number | undefined; readonly code?: unknown }): boolean =>
  [status, code].some((one) => one === 401 || one === 403 || (typeof one === 'string' && REFUSED.test(one)))
const REFUSED = /^((un|not-)authorized|forbidden)$/i

/** Whether a declared failure says by itself all that the step says. */
const fits = (error: ErrorCase, { status, code }: FailureSpec): boolean =>
  (status === undefined || error.status === status) && (code === undefined || error.code === code)

/** A step that leaves the code open is content with those that its status is declared with. */
function undeclaredCode(judged: Judged, failure: FailureSpec, got: string | number | undefined): Found[] {
  if (failure.code !== undefined || failure.status === undefined) return []
  const codes = candidates(judged, failure).flatMap(({ status, code }) => (status === failure.status ? [code] : []))
  // One without a code is prose, which is not compared.
  if (codes.length === 0 || codes.some((code) => code === undefined || code === got)) return []
  return [whole('failure.code', codes.map(String).join(' or '), String(got ?? 'none'))]
}

function hasShape(shape: AnswerShape, answer: WireAnswer): boolean {
  if (answer.status !== shape.status) return false
  if (shape.contentType === undefined) return answer.text === '' || shape.schema === undefined
  return answer.contentType === shape.contentType && (shape.schema?.safeParse(answer.body).success ?? true)
}
