import type { FaultKind } from '../control/fault-rules.js'
import type { FaultSubject, Strike } from '../control/faults.js'
import type { Timer } from '../kernel/clock.js'
import { fakeHeader, newTrace } from '../kernel/exchange.js'
import type { Inbound, Outbound } from '../kernel/exchange.js'
import { pages, redirectToSignIn } from './fault-pages.js'
import { refusalOf } from './fault-refusal.js'
import type { Instance } from './instance.js'

/** How the connection breaks: nothing goes back, or a part of the body and then the end or silence. */
export type Break = { readonly kind: 'reset' } | { readonly kind: 'truncate' | 'stall'; readonly bytes: number }

/** An answer after the faults. */
export interface Spoilt {
  readonly answer: Outbound
  readonly breaks?: Break
  /** Id of the fault that made or spoilt it. */
  readonly fault?: string
}

export interface Scene {
  readonly request: Inbound
  /** The request as the product sees it, below its prefix. */
  readonly inner: Inbound
  readonly instance: Instance
  readonly timer: Timer
  /** Ends when nobody waits for the answer any more. */
  readonly gone: () => AbortSignal
}

/** What the rules of faults look at, before the request is handled. */
export function subjectOf({ request, inner, instance }: Pick<Scene, 'request' | 'inner' | 'instance'>): FaultSubject {
  const { product, setup } = instance
  const { method, path } = inner
  const body = Buffer.from(inner.body).toString('utf8')
  const operations = product.identify({ method, path, body, version: setup.profile.version })
  return { product: product.name, operations, method, path: request.path }
}

/** Answers a request that is struck: late, by something else than the product, or spoilt. */
export async function answerStruck(strikes: readonly Strike[], subject: FaultSubject, scene: Scene): Promise<Spoilt> {
  const { instance, inner } = scene
  const isLatency = ({ fault }: Strike): boolean => fault.kind === 'latency'
  const early = strikes.filter((strike) => isLatency(strike) && strike.when === 'before')
  const late = strikes.filter((strike) => isLatency(strike) && strike.when === 'after')
  const other = strikes.find((strike) => !isLatency(strike))
  await delay(early, scene)
  const spoil = other && spoilers[other.fault.kind]
  const isHandled = other === undefined || other.when === 'after' || spoil !== undefined
  const own = isHandled ? await instance.answer(inner) : unseen(subject)
  const spoilt = other ? await spoiltBy(other, own, scene) : { answer: own }
  await delay(late, scene)
  const ids = strikes.map(({ id }) => id).join(',')
  return { ...spoilt, answer: marked(spoilt.answer, strikes), fault: ids }
}

async function delay(strikes: readonly Strike[], { timer, gone }: Scene): Promise<void> {
  const ms = strikes.reduce((sum, { delayMs }) => sum + delayMs, 0)
  if (ms > 0) await timer.wait(ms, gone())
}

const unseen = ({ operations }: FaultSubject): Outbound => ({
  status: 0,
  headers: {},
  trace: { ...newTrace(), operations: [...operations] },
})

/** Every fault names itself, so that nobody takes it for the product. */
function marked(answer: Outbound, strikes: readonly Strike[]): Outbound {
  const text = strikes.map(({ id, fault, delayMs }) =>
    fault.kind === 'latency' ? `${id} latency ${Math.round(delayMs)} ms` : `${id} ${fault.kind}`,
  )
  return { ...answer, headers: { ...answer.headers, ...fakeHeader('fault', text.join(', ')) } }
}

type Spoiler = (answer: Outbound, fault: never) => Omit<Spoilt, 'fault'>

/** Kinds that need an answer of the product, whenever they strike. */
const spoilers: Readonly<Partial<Record<FaultKind['kind'], Spoiler>>> = {
  truncate: (answer, { bytes }: { bytes: number }) => ({ answer, breaks: { kind: 'truncate', bytes } }),
  'content-type': (answer, { contentType }: { contentType: string }) => ({
    answer: { ...answer, headers: { ...answer.headers, 'content-type': contentType } },
  }),
  'php-warning': (answer, { text }: { text: string }) => ({ answer: prefixed(answer, text) }),
}

function prefixed(answer: Outbound, text: string): Outbound {
  const { body = '' } = answer
  // PHP sends text/html as soon as something is printed before the headers.
  const headers = { ...answer.headers, 'content-type': 'text/html; charset=UTF-8' }
  return { ...answer, headers, body: typeof body === 'string' ? text + body : Buffer.concat([Buffer.from(text), body]) }
}

async function spoiltBy({ fault }: Strike, own: Outbound, scene: Scene): Promise<Omit<Spoilt, 'fault'>> {
  const spoil = spoilers[fault.kind]
  // Each spoiler stands under the kind whose fault it takes.
  if (spoil) return spoil(own, fault as never)
  if (fault.kind === 'reset') return { answer: { ...own, status: 0 }, breaks: { kind: 'reset' } }
  if (fault.kind === 'stall') return stalled(own, fault.bytes)
  const { trace } = own
  const made = await madeBy(fault, scene)
  return { answer: { ...made, trace } }
}

/** What the product was not asked for has no body to begin with. */
function stalled(own: Outbound, bytes: number): Omit<Spoilt, 'fault'> {
  const json = { status: 200, headers: { 'content-type': 'application/json' } }
  const answer = own.status === 0 ? { ...own, ...json } : own
  return { answer, breaks: { kind: 'stall', bytes } }
}

type Answer = Omit<Outbound, 'trace'>

function madeBy(fault: FaultKind, { instance, inner }: Scene): Answer | Promise<Answer> {
  if (fault.kind === 'status') return statusAnswer(fault)
  if (fault.kind === 'unauthorized') return refusalOf(instance, inner)
  if (fault.kind === 'too-many') {
    const headers = { 'content-type': 'text/plain; charset=utf-8', 'retry-after': String(fault.retryAfter) }
    return { status: 429, headers, body: 'Too Many Requests\n' }
  }
  if (fault.kind !== 'html') throw new Error(`no answer is made for ${fault.kind}`)
  return fault.page === 'sign-in-redirect' ? redirectToSignIn(inner) : pages[fault.page]
}

function statusAnswer({ status, headers = {}, body }: Extract<FaultKind, { kind: 'status' }>): Answer {
  const given = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
  if (body === undefined) return { status, headers: given }
  const isText = typeof body === 'string'
  const type = isText ? 'text/plain; charset=utf-8' : 'application/json'
  return { status, headers: { 'content-type': type, ...given }, body: isText ? body : JSON.stringify(body) }
}
