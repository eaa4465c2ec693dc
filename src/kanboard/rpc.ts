import { call } from './call.js'
import type { Session } from './call.js'
import { RpcError } from './faults.js'
import { isArray, isList, memberOf, valuesOf } from './php.js'
import type { PhpMap, PhpValue } from './php.js'
import { EncodingFailure, printJson } from './print.js'

const parseError = new RpcError(-32700, 'Parse error')
const invalidRequest = new RpcError(-32600, 'Invalid Request')

/** An id that JSON cannot say: the whole answer becomes one error. */
class UnprintableId extends Error {}

/** The body that answers a decoded request; empty when there was nothing to answer. */
export function answerPayload(session: Session, payload: PhpValue | undefined): string {
  if (payload === undefined || !isArray(payload)) return printError(session, parseError, null)
  try {
    return isBatch(payload) ? answerBatch(session, payload) : answerOne(session, payload)
  } catch (error) {
    if (!(error instanceof UnprintableId)) throw error
    return printError(session, new RpcError(-32603, 'Internal error', error.message), null)
  }
}

/** A list with elements, or an object whose keys are 0, 1, 2 … in order. */
function isBatch(payload: readonly PhpValue[] | PhpMap): boolean {
  return valuesOf(payload).length > 0 && isList(payload)
}

function answerBatch(session: Session, payload: readonly PhpValue[] | PhpMap): string {
  const answers = valuesOf(payload).map((element) => answerElement(session, element))
  const shown = answers.filter((answer) => answer !== '')
  return shown.length === 0 ? '' : `[${shown.join(',')}]`
}

function answerElement(session: Session, element: PhpValue): string {
  const { library } = session
  if (!isArray(element)) {
    return printError(session, library.scalarInBatch === 'parse error' ? parseError : invalidRequest, null)
  }
  return library.nestsBatches && isBatch(element) ? answerBatch(session, element) : answerOne(session, element)
}

function answerOne(session: Session, payload: readonly PhpValue[] | PhpMap): string {
  const method = memberOf(payload, 'method')
  const params = memberOf(payload, 'params') ?? null
  const isSound = memberOf(payload, 'jsonrpc') === '2.0' && (params === null || isArray(params))
  if (!isSound || typeof method !== 'string') return printError(session, invalidRequest, null)
  const id = memberOf(payload, 'id')
  const wantsAnswer = id !== undefined && (id !== null || !session.library.nullIdNotifies)
  try {
    const result = call(session, method, isArray(params) ? params : [])
    return wantsAnswer ? printResult(session, result, id) : ''
  } catch (error) {
    if (!(error instanceof RpcError)) throw error
    return wantsAnswer ? printError(session, error, id) : ''
  }
}

function printResult(session: Session, result: unknown, id: PhpValue): string {
  try {
    return print(session, 'result', result, id)
  } catch (error) {
    if (!(error instanceof EncodingFailure)) throw error
    return printError(session, new RpcError(-32603, 'Internal error', error.message), id)
  }
}

function printError(session: Session, { code, message, data }: RpcError, id: PhpValue): string {
  try {
    // An empty data is left out: ResponseBuilder::buildErrorResponse().
    return print(session, 'error', { code, message, ...(data ? { data } : {}) }, id)
  } catch (error) {
    throw error instanceof EncodingFailure ? new UnprintableId(error.message) : error
  }
}

function print({ library }: Session, member: 'result' | 'error', value: unknown, id: PhpValue): string {
  const told = `"${member}":${printJson(value, library.json)}`
  const named = `"id":${printJson(id, library.json)}`
  return `{"jsonrpc":"2.0",${library.printsIdFirst ? `${named},${told}` : `${told},${named}`}}`
}
