import type { AnyOperation } from '../../kernel/operation.js'
import type { Protocol, WireAnswer } from '../../kernel/protocol.js'
import type { Setup } from '../../kernel/product.js'
import { atView } from '../../kernel/view.js'
import { damaged, damages, declaredFields } from './fields.js'

/** What can be wrong with one answer, whatever stands in it. */
export const wholeKinds = [
  'wrap.object',
  'wrap.array',
  'status.error',
  'status.other',
  'type',
  'html',
  'truncated',
  'narrower',
] as const
/** What can be wrong with a declared failure. */
export const failureKinds = [
  'failure.code',
  'failure.status',
  'failure.style',
  'failure.html',
  'failure.missing',
] as const
export const fieldKinds = damages.map((damage) => `field.${damage}` as const)

export type AnswerKind = (typeof wholeKinds)[number] | (typeof failureKinds)[number] | (typeof fieldKinds)[number]

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const withBody = (answer: WireAnswer, body: unknown): WireAnswer => ({
  ...answer,
  body,
  text: JSON.stringify(body),
})

/** The result of an answer, and the answer with another one in its place. */
export function resultOf(
  answer: WireAnswer,
  { resultPath }: Protocol,
): { result: unknown; replace: (result: unknown) => WireAnswer } {
  if (resultPath === '$') return { result: answer.body, replace: (result) => withBody(answer, result) }
  const body = isObject(answer.body) ? answer.body : {}
  return { result: body['result'], replace: (result) => withBody(answer, { ...body, result }) }
}

/** Every declared field of an operation's result in a release. */
export function fieldsOf(op: AnyOperation, setup: Setup): string[] {
  return declaredFields(atView(op.output, setup.view, 'answer'))
}

/** The answer with one field damaged; undefined where the field does not stand in it. */
export function withField(answer: WireAnswer, protocol: Protocol, field: string, kind: string): WireAnswer | undefined {
  const damage = damages.find((one) => `field.${one}` === kind)
  const { result, replace } = resultOf(answer, protocol)
  const broken = damage === undefined ? undefined : damaged(result, field, damage)
  return broken === undefined ? undefined : replace(broken)
}

const page = '<!DOCTYPE html><html><head><title>Sign in</title></head><body>Please sign in.</body></html>'
const html = (status: number): WireAnswer => ({ status, contentType: 'text/html', text: page })

/** A refusal as the product words it. */
const refusals: Readonly<Record<Protocol['kind'], WireAnswer>> = {
  rest: withBody({ status: 403, contentType: 'application/json', text: '' }, { error: 'Forbidden' }),
  'json-rpc': withBody(
    { status: 403, contentType: 'application/json', text: '' },
    { jsonrpc: '2.0', error: { code: 403, message: 'Forbidden' }, id: null },
  ),
}

/** The answer of a success with something wrong that no field names; undefined where it cannot be wrong so. */
export function withWhole(answer: WireAnswer, protocol: Protocol, kind: string): WireAnswer | undefined {
  const { result, replace } = resultOf(answer, protocol)
  if (kind === 'wrap.object') return result === undefined ? undefined : replace({ data: result })
  if (kind === 'wrap.array') return result === undefined ? undefined : replace([result])
  if (kind === 'status.error') return { ...answer, status: 500 }
  if (kind === 'status.other') return { ...answer, status: 201 }
  if (kind === 'type') return answer.text === '' ? undefined : { ...answer, contentType: 'application/octet-stream' }
  if (kind === 'html') return html(answer.status)
  if (kind === 'truncated') return truncated(answer)
  return kind === 'narrower' ? refusals[protocol.kind] : undefined
}

function truncated({ body, ...answer }: WireAnswer): WireAnswer | undefined {
  // What is no JSON is not looked into, so that only its end could tell; HTTP itself tells that.
  if (body === undefined || answer.text === '') return undefined
  const text = answer.text.slice(0, Math.floor(answer.text.length / 2))
  return isJson(text) ? undefined : { ...answer, text }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** A declared failure answered otherwise; `success` is what the operation answers when it succeeds. */
export function withFailure(answer: WireAnswer, kind: string, success: WireAnswer | undefined): WireAnswer | undefined {
  if (kind === 'failure.code') return otherCode(answer)
  if (kind === 'failure.status') return otherStatus(answer)
  if (kind === 'failure.style') return { ...answer, status: answer.status === 200 ? 400 : 200 }
  if (kind === 'failure.html') return answer.contentType === 'text/html' ? undefined : html(answer.status)
  return kind === 'failure.missing' && success?.text !== answer.text ? success : undefined
}

/** The number or word that names the failure, changed. */
function otherCode(answer: WireAnswer): WireAnswer | undefined {
  if (!isObject(answer.body)) return undefined
  const { error } = answer.body
  if (isObject(error) && typeof error['code'] === 'number') {
    return withBody(answer, { ...answer.body, error: { ...error, code: error['code'] - 7 } })
  }
  if (typeof error === 'number') return withBody(answer, { ...answer.body, error: error + 7 })
  return typeof error === 'string' ? withBody(answer, { ...answer.body, error: `${error}-changed` }) : undefined
}

/** The status that the failure has of its own: in the body where the answer hides it. */
function otherStatus(answer: WireAnswer): WireAnswer {
  const other = (status: number): number => (status === 404 ? 409 : 404)
  if (isObject(answer.body) && typeof answer.body['statusCode'] === 'number') {
    return withBody(answer, { ...answer.body, statusCode: other(answer.body['statusCode']) })
  }
  return { ...answer, status: other(answer.status) }
}
