import { fakeHeader, newTrace } from '../kernel/exchange.js'
import type { Inbound, Outbound } from '../kernel/exchange.js'
import type { Setup } from '../kernel/product.js'
import { noListeners } from './action-listeners.js'
import type { Session } from './call.js'
import { databaseOf } from './database.js'
import { Crash, Refusal } from './faults.js'
import { libraryOf } from './libraries.js'
import { parseJson } from './parse.js'
import type { AnyProcedure } from './procedure.js'
import { bodyLeft } from './request.js'
import { answerPayload } from './rpc.js'
import type { KanboardWorld } from './tables.js'

export const endpoint = '/jsonrpc.php'

type Answer = (world: KanboardWorld, setup: Setup, request: Inbound) => Outbound

/** Makes the function that answers requests, for a set of declared procedures. */
export function answering(procedures: readonly AnyProcedure[]): Answer {
  const declared = new Map(procedures.map((procedure) => [procedure.id.toLowerCase(), procedure]))
  return (world, setup, request) => {
    const session = openSession({ world, setup, request, declared })
    return isOurs(request.path) ? withVoice(session, decide(session)) : noSuchPath(session)
  }
}

/** PHP passes what follows the script's name on to it. */
const isOurs = (path: string): boolean => path === endpoint || path.startsWith(`${endpoint}/`)

function openSession(given: Pick<Session, 'world' | 'setup' | 'request' | 'declared'>): Session {
  const library = libraryOf(given.setup.profile.version)
  const voice = { 'not-built': [], strict: [] }
  return {
    ...given,
    database: databaseOf(given.setup),
    library,
    trace: newTrace(),
    voice,
    printed: [],
    listeners: noListeners(),
  }
}

const html = 'text/html; charset=UTF-8'

/** The verb and the query play no part, the content type hardly any; the body is read whatever they are. */
function decide(session: Session): Outbound {
  const { library, trace, request } = session
  try {
    // PHP gives up when a body and what is decoded from it outgrow memory_limit.
    if (request.isTooLong) throw new Crash('the body does not fit into the memory of PHP')
    const answer = answerPayload(session, parseJson(bodyLeft(request)))
    const body = session.printed.join('') + answer
    const contentType = body === '' ? library.emptyContentType : 'application/json'
    return { status: 200, headers: { 'content-type': contentType }, body, trace }
  } catch (error) {
    if (error instanceof Refusal) return refused(session, error)
    if (!(error instanceof Crash)) throw error
    trace.reasons.push(error.message)
    return { status: 500, headers: { 'content-type': html }, body: '', trace }
  }
}

function refused({ library, trace }: Session, { status, message }: Refusal): Outbound {
  trace.reasons.push(message)
  const challenge = status === 401 ? { 'www-authenticate': 'Basic realm="JsonRPC"' } : {}
  return {
    status,
    headers: { 'content-type': 'application/json', ...challenge },
    body: library.refusals[status],
    trace,
  }
}

function withVoice({ voice, trace }: Session, answer: Outbound): Outbound {
  return { ...answer, headers: { ...answer.headers, ...voiceHeader(voice, trace.reasons) } }
}

/** One header: what the fake does of its own comes before the reason of a mute failure. */
function voiceHeader(voice: Session['voice'], reasons: readonly string[]): Record<string, string> {
  if (voice.strict.length > 0) return fakeHeader('strict', voice.strict.join(' | '))
  if (voice['not-built'].length > 0) return fakeHeader('not-built', voice['not-built'].join(' | '))
  return reasons.length > 0 ? fakeHeader('reason', reasons.join(' | ')) : {}
}

function noSuchPath({ trace, request }: Session): Outbound {
  const text = `Kanboard's API is at ${endpoint}; its pages are not imitated`
  trace.reasons.push(`nothing is at ${request.path}`)
  return {
    status: 404,
    headers: { 'content-type': 'text/plain; charset=utf-8', ...fakeHeader('no-such-path', text) },
    body: `${text}\n`,
    trace,
  }
}
