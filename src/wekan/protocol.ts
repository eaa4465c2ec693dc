import { z } from 'zod'
import type { AnyOperation, ErrorCase } from '../kernel/operation.js'
import type { AnswerShape, Credentials, Outcome, Protocol, WireAnswer } from '../kernel/protocol.js'
import type { Setup } from '../kernel/product.js'
import { contact } from './contact.js'
import type { FailureStyle } from './failures.js'
import { isRoute, styleOf } from './route.js'
import type { Route } from './route.js'

const word = z.union([z.string(), z.number()])

/** An error of Meteor, serialised: the body of styles S200 and RULES. */
const MeteorErrorBody = z
  .looseObject({
    isClientSafe: z.boolean().optional().describe('True: the text may be shown to users.'),
    error: word.describe('Word or number that names the error.'),
    reason: z.string().optional().describe('A sentence.'),
    message: z.string().describe('Reason and word together.'),
    errorType: z.literal('Meteor.Error').describe('Always `Meteor.Error`.'),
    statusCode: z.int().optional().describe('The status that the answer itself does not have.'),
  })
  .meta({ id: 'MeteorErrorBody', description: 'A serialised error.' })

const WordBody = z.looseObject({ error: word.describe('What went wrong.') }).describe('An error.')
const MessageBody = z.looseObject({ message: z.string().describe('What went wrong.') }).describe('A bare message.')
/** What a handler sends by itself: `{"error"}`, and `{"message":"Error"}` where a PUT has nothing to write. */
const OwnBody = z.union([WordBody, MessageBody])
const ReasonBody = z
  .looseObject({
    error: word.describe('Word or number that names the error.'),
    reason: z.string().describe('A sentence.'),
  })
  .describe('An error of the login routes.')
const AttachmentBody = z
  .looseObject({ success: z.literal(false).describe('Always false.'), error: z.string().describe('What went wrong.') })
  .meta({ id: 'WordBody', description: 'An error of the attachment routes.' })

const json = (schema: z.ZodType): Omit<AnswerShape, 'status'> => ({ contentType: 'application/json', schema })

const shapes: Readonly<Record<FailureStyle, Omit<AnswerShape, 'status'>>> = {
  S200: json(MeteorErrorBody),
  RULES: json(MeteorErrorBody),
  HTML: { contentType: 'text/html' },
  JSON: json(WordBody),
  AUTH: json(ReasonBody),
  ATT: json(AttachmentBody),
}

/** How routes travel: a path and a method each, JSON bodies, a bearer token. */
export const protocol: Protocol = {
  kind: 'rest',
  resultPath: '$',
  errors: [],
  place: (op) => {
    const { method, path, auth, accepts } = asRoute(op)
    return { method, path: path.replace(/:(\w+)/g, '{$1}'), auth, ...(accepts === undefined ? {} : { accepts }) }
  },
  success: (op) => successShape(asRoute(op)),
  failure: (op, error, setup) => failureShape(asRoute(op), error, setup),
  encode: (op, input, caller) => {
    const { method, path } = asRoute(op)
    const { params = {}, query = {}, ...rest } = input as Input
    const content = contentOf(rest)
    const filled = path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(params[name] ?? '')))
    const search = new URLSearchParams(query).toString()
    return {
      method,
      path: search === '' ? filled : `${filled}?${search}`,
      headers: { ...(content === undefined ? {} : { 'content-type': content.type }), ...authorization(caller) },
      ...(content === undefined ? {} : { body: content.body }),
    }
  },
  decode: (op, answer) => decode(asRoute(op), answer),
  contact,
}

interface Input {
  readonly params?: Readonly<Record<string, unknown>>
  readonly query?: Readonly<Record<string, string>>
  readonly body?: unknown
  /** Sent as it is, instead of a body. */
  readonly file?: { readonly base64: string; readonly type: string }
}

interface Content {
  readonly type: string
  readonly body: string | Uint8Array<ArrayBuffer>
}

function contentOf({ body, file }: Pick<Input, 'body' | 'file'>): Content | undefined {
  if (file !== undefined) return { type: file.type, body: Buffer.from(file.base64, 'base64') }
  return body === undefined ? undefined : { type: 'application/json', body: JSON.stringify(body) }
}

function asRoute(op: AnyOperation): Route {
  if (isRoute(op)) return op
  throw new Error(`${op.id} is not a route of Wekan`)
}

/** A file has a type of its own and no schema. */
function successShape({ output, media }: Route): AnswerShape {
  if (media !== undefined) return { status: 200, contentType: media }
  return output instanceof z.ZodUndefined ? { status: 200 } : { status: 200, ...json(output) }
}

/** A failure that carries neither code nor JSON result is an empty body; `result` is a body as it stands. */
function failureShape(route: Route, { status, code, result, contentType }: ErrorCase, setup: Setup): AnswerShape {
  if (contentType === null) return { status }
  if (contentType === 'application/json') return { status, ...json(OwnBody) }
  if (contentType !== undefined) return { status, contentType }
  if (result !== undefined) return { status, ...json(z.unknown().describe('See the description.')) }
  if (code === undefined && status < 400) return { status }
  const style = styleOf(route, setup.profile.version)
  return { status, ...(style === 'S200' && status !== 200 ? json(OwnBody) : shapes[style]) }
}

function authorization(caller: Credentials): Record<string, string> {
  return caller.kind === 'bearer' ? { authorization: `Bearer ${caller.token}` } : {}
}

function decode(_route: Route, { status, contentType, body, text }: WireAnswer): Outcome {
  if (contentType === 'text/html') {
    const page = /<pre>([^<]*)<\/pre>/.exec(text)?.[1]
    return page === undefined ? { kind: 'foreign', what: 'an HTML page' } : { kind: 'failure', status, reason: page }
  }
  if (isError(body)) {
    const own = typeof body.statusCode === 'number' ? body.statusCode : status
    return {
      kind: 'failure',
      status: own,
      ...(typeof body.error === 'string' || typeof body.error === 'number' ? { code: body.error } : {}),
      ...(typeof body.reason === 'string' ? { reason: body.reason } : {}),
    }
  }
  return status >= 400 ? { kind: 'failure', status } : { kind: 'result', result: body }
}

function isError(body: unknown): body is { error: unknown; reason?: unknown; statusCode?: unknown } {
  return typeof body === 'object' && body !== null && 'error' in body
}
