/** A failure as Meteor throws it: `error` is a word or a number, `reason` a sentence. */
export class MeteorError extends Error {
  constructor(
    readonly error: string | number,
    readonly reason: string,
    readonly statusCode?: number,
    /** Sent along by the login route while it throttles. */
    readonly retryAfterSeconds?: number,
  ) {
    super(`${reason} [${error}]`)
  }
}

/** A value that `check()` refused; `path` names the member, empty at the top. */
export class MatchError extends Error {
  constructor(
    what: string,
    readonly path: string,
  ) {
    super(`Match error: ${what}${path === '' ? '' : ` in field ${path}`}`)
  }
}

/** A document that the schema refused on its way into the database. Not serialisable: it refers to itself. */
export class ValidationError extends Error {}

/** An error of the real server's own code, as a TypeError: as JSON it is `{}`, so nothing of its message is seen. */
export class Mishap extends Error {}

/** An answer that the handler sends itself with a status of its own. */
export class Sent extends Error {
  constructor(
    readonly status: number,
    readonly body: unknown,
  ) {
    super(`answered ${status}`)
  }
}

/** The handler ends without answering. */
export class NoAnswer extends Error {}

/**
 * How a route reports a thrown error. `S200`: 200 and the serialised error. `HTML`: the framework's error page with the
 * error's status. `JSON`: that status and `{"error"}`. `RULES`: that status and the serialised error. `ATT`:
 * `{"success":false,"error"}`. `AUTH`: `{"error","reason"}`.
 */
export type FailureStyle = 'S200' | 'HTML' | 'JSON' | 'RULES' | 'ATT' | 'AUTH'

/** What an answer is made of, before the adapter adds headers that every answer has. */
export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  readonly isSilent?: boolean
}

/** Headers of everything that `sendJsonResult` (json-routes before v8.43) writes. */
export const resultHeaders = { 'cache-control': 'no-store', pragma: 'no-cache' }
const jsonType = { 'content-type': 'application/json' }

const statusTexts: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  408: 'Request Timeout',
  413: 'Payload Too Large',
  415: 'Unsupported Media Type',
  500: 'Internal Server Error',
}

/** The error page of finalhandler, as connect and Express send it in production; its text is only the status. */
export function errorPage(status: number): Reply {
  const text = statusTexts[status] ?? 'Error'
  return {
    status,
    headers: {
      'content-security-policy': "default-src 'none'",
      'x-content-type-options': 'nosniff',
      'content-type': 'text/html; charset=utf-8',
    },
    body: `<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Error</title>\n</head>\n<body>\n<pre>${text}</pre>\n</body>\n</html>\n`,
  }
}

/** What decides about the shape of a failure beside the error itself. */
export interface FailureSetting {
  readonly style: FailureStyle
  /** Status of an `AUTH` failure that has none of its own. */
  readonly authStatus: number
  /** Express and `safeJsonStringify` (since v8.43); before, json-routes and its error handler. */
  readonly isExpress: boolean
}

/** The answer to an error that a handler threw. */
export function replyTo(error: unknown, setting: FailureSetting): Reply {
  if (error instanceof Sent) return sent(error.status, error.body)
  if (error instanceof NoAnswer) return { status: 0, headers: {}, isSilent: true }
  if (!isProductFailure(error)) throw error
  return setting.isExpress ? newStyles[setting.style](error, setting) : oldStyles[setting.style](error, setting)
}

/** An answer as `sendJsonResult` writes it: without data there is neither a body nor a content type. */
export function sent(status: number, body: unknown): Reply {
  if (body === undefined) return { status, headers: resultHeaders }
  return { status, headers: { ...resultHeaders, ...jsonType }, body: JSON.stringify(body) }
}

type ProductFailure = MeteorError | MatchError | ValidationError | Mishap
type Style = (error: ProductFailure, setting: FailureSetting) => Reply

const newStyles: Readonly<Record<FailureStyle, Style>> = {
  S200: (error) => sent(200, serialised(error) ?? { error: error.message }),
  HTML: (error) => errorPage(statusOf(error) ?? 500),
  JSON: (error) => sent(statusOf(error) ?? 500, { error: reasonOf(error) }),
  RULES: (error) => sent(statusOf(error) ?? 500, serialised(error) ?? { error: error.message }),
  ATT: (error) => sent(statusOf(error) ?? 500, { success: false, error: reasonOf(error) }),
  AUTH: authFailure,
}

// connect's error page keeps the headers that json-routes set before the handler ran; Express sets none before.
const oldPage: Style = (error) => {
  const page = errorPage(statusOf(error) ?? 500)
  return { ...page, headers: { ...resultHeaders, ...page.headers } }
}

const oldStyles: Readonly<Record<FailureStyle, Style>> = {
  ...newStyles,
  // JSON.stringify of a validation error throws inside the catch block, which leaves the framework's page:
  // evidence "wekan/v7.10/boards-create-read.json step 3".
  S200: (error, setting) =>
    serialised(error) === undefined ? oldPage(error, setting) : newStyles.S200(error, setting),
  HTML: oldPage,
  AUTH: (error) => prettyFailure(error, resultHeaders),
}

function authFailure(error: ProductFailure, setting: FailureSetting): Reply {
  const word = error instanceof MeteorError ? error.error : error.message
  const reason = error instanceof MeteorError ? error.reason : error.message
  const after = error instanceof MeteorError ? error.retryAfterSeconds : undefined
  const retry = after === undefined ? {} : { 'retry-after': String(after) }
  const body = JSON.stringify({ error: word, reason })
  return { status: statusOf(error) ?? setting.authStatus, headers: { ...retry, ...jsonType }, body }
}

/**
 * rest-json-error-handler, mounted at the two login paths: `details` is for validation errors, whose list of keys the
 * fake does not rebuild. code: stubailo/meteor-rest packages/rest-json-error-handler/json_error_handler.js
 */
export function prettyFailure(error: Error & { status?: number }, headers: Readonly<Record<string, string>>): Reply {
  const known = sanitised(error)
  const body = known ?? { error: 'internal-server-error', reason: 'Internal server error' }
  const status = error.status ?? (known ? (statusOf(error) ?? 400) : 500)
  return { status, headers: { ...headers, ...jsonType }, body: JSON.stringify(body, null, 2) }
}

function sanitised(error: Error): { error: string | number; reason: string } | undefined {
  if (error instanceof MeteorError) return { error: error.error, reason: error.reason }
  if (error instanceof MatchError) return { error: 400, reason: 'Match failed' }
  if (error instanceof ValidationError) return { error: 400, reason: error.message }
  return undefined
}

/** The error as JSON.stringify sees it; undefined when it cannot be written. */
function serialised(error: ProductFailure): unknown {
  if (error instanceof ValidationError) return undefined
  if (error instanceof Mishap) return {}
  if (error instanceof MatchError) return { ...matchMembers(error) }
  const { statusCode } = error as MeteorError
  return { ...meteorMembers(error as MeteorError), ...(statusCode === undefined ? {} : { statusCode }) }
}

function meteorMembers({ error, reason, message }: Pick<MeteorError, 'error' | 'reason' | 'message'>): object {
  return { isClientSafe: true, error, reason, message, errorType: 'Meteor.Error' }
}

function matchMembers(error: MatchError): object {
  const sanitizedError = meteorMembers(new MeteorError(400, 'Match failed'))
  return { message: error.message, path: error.path, sanitizedError, errorType: 'Match.Error' }
}

function isProductFailure(error: unknown): error is ProductFailure {
  return [MeteorError, MatchError, ValidationError, Mishap].some((kind) => error instanceof kind)
}

function statusOf(error: Error): number | undefined {
  return error instanceof MeteorError ? error.statusCode : undefined
}

function reasonOf(error: ProductFailure): string {
  return error instanceof MeteorError ? error.reason : error.message
}
