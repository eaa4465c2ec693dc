import { fileURLToPath } from 'node:url'
import type { AnyOperation, ErrorCase } from '../../src/kernel/operation.js'
import type { Product } from '../../src/kernel/product.js'
import type { Outcome, WireAnswer } from '../../src/kernel/protocol.js'
import { inVersions } from '../../src/kernel/versions.js'
import { products } from '../../src/products.js'
import { readCorpus } from '../../src/recording/corpus.js'
import type { CorpusFile } from '../../src/recording/corpus.js'
import type { RecordedAnswer, RecordedRequest } from '../../src/recording/format.js'
import { fill, isRecord } from '../../src/recording/paths.js'

/** One call of a recorded step, with the values that were sent. */
export interface RecordedCall {
  /** As sources name it: `wekan/v11.07/users-read.json step 14`. */
  readonly evidence: string
  readonly product: Product
  readonly version: string
  readonly profile: string
  readonly op: AnyOperation
  readonly input: unknown
  readonly answer: RecordedAnswer
  readonly outcome: Outcome
}

const corpus = readCorpus(fileURLToPath(new URL('../recordings', import.meta.url)), products)

/** Every recorded call of a declared operation; the calls of a batch one by one. */
export const recordedCalls: readonly RecordedCall[] = corpus.flatMap((file) => {
  const product = products.find(({ name }) => name === file.product)
  return product ? file.recording.steps.flatMap((_, index) => callsOf(file, index, product)) : []
})

function callsOf(file: CorpusFile, index: number, product: Product): RecordedCall[] {
  const { recording, profile, folder, name } = file
  const step = recording.steps[index]
  if (!step?.response) return []
  const { response } = step
  const vars = { ...recording.vars, ...recording.recordedVars }
  const request = fill(step.request, vars) as RecordedRequest
  const payload = request.json ?? request.text
  const ids = product.identify({ method: request.method ?? 'POST', path: request.path, body: payload })
  return ids.flatMap((id, at) => {
    const op = product.operations.find((candidate) => candidate.id === id)
    const body = Array.isArray(response.body) && ids.length > 1 ? (response.body as unknown[])[at] : response.body
    // A batch in which notifications or strangers stand among the calls cannot be told apart by position.
    if (!op || (ids.length > 1 && (!Array.isArray(response.body) || response.body.length !== ids.length))) return []
    const answer = { ...response, ...(body === undefined ? {} : { body }) }
    return {
      evidence: `${product.name}/${folder}/${name}.json step ${index + 1}`,
      product,
      profile,
      version: profile.slice(profile.indexOf('@') + 1),
      op,
      input: product.protocol.kind === 'rest' ? restInput(op, request, product) : rpcInput(op, payload, at),
      answer,
      outcome: product.protocol.decode(op, wireAnswer(answer)),
    }
  })
}

function wireAnswer({ status, contentType, body, text }: RecordedAnswer): WireAnswer {
  return { status, contentType, text: text ?? JSON.stringify(body), ...(body === undefined ? {} : { body }) }
}

function restInput(op: AnyOperation, { path: target, json, form }: RecordedRequest, product: Product): unknown {
  const [path = '', search = ''] = target.split('?')
  const pattern = product.protocol.place?.(op).path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)') ?? ''
  const params = new RegExp(`^${pattern}/?$`, 'i').exec(path)?.groups ?? {}
  return {
    params: Object.fromEntries(Object.entries(params).map(([name, value]) => [name, decodeURIComponent(value)])),
    query: Object.fromEntries(new URLSearchParams(search)),
    body: json ?? form ?? {},
  }
}

/** Parameters by name, however they were sent. */
function rpcInput(op: AnyOperation, payload: unknown, at: number): unknown {
  const call: unknown = Array.isArray(payload) ? payload[at] : payload
  const params: unknown = isRecord(call) ? call['params'] : undefined
  if (!Array.isArray(params)) return params ?? {}
  const names = Object.keys((op.input as { shape?: Record<string, unknown> }).shape ?? {})
  return Object.fromEntries(params.map((value: unknown, index) => [names[index] ?? String(index), value]))
}

/** Whether a call shows what the operation does when it succeeds, as far as an answer can tell. */
export function isSuccess({ op, outcome, answer, version, product }: RecordedCall): boolean {
  const shape = product.protocol.success(op)
  if (answer.status !== shape.status) return false
  if (shape.contentType !== undefined && shape.contentType !== 'application/json') {
    return answer.contentType.startsWith(shape.contentType)
  }
  if (outcome.kind !== 'result') return false
  const mute = (op.errors ?? []).filter((error) => inVersions(error, version) && error.status === answer.status)
  return !mute.some((error) => looksLike(error, outcome.result, shape.schema === undefined))
}

/** A failure without code and result is an empty body: of an operation that answers none, nothing tells them apart. */
function looksLike({ code, result, contentType }: ErrorCase, got: unknown, isEmpty: boolean): boolean {
  if (result !== undefined) return JSON.stringify(result) === JSON.stringify(got)
  return code === undefined && contentType === undefined && !isEmpty && got === undefined
}
