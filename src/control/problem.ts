/** One mistake in a request: where, and what. */
export interface Mistake {
  /** JSON pointer into the body. */
  readonly pointer?: string
  /** Parameter of the path or the query. */
  readonly parameter?: string
  readonly detail: string
}

export type ProblemStatus = 400 | 401 | 403 | 404 | 405 | 409 | 413 | 415 | 422 | 500 | 503

/** What an operation refuses; becomes problem details, RFC 9457. */
export class ControlProblem extends Error {
  constructor(
    readonly status: ProblemStatus,
    readonly title: string,
    readonly detail: string,
    readonly more: { readonly errors?: readonly Mistake[]; readonly headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(detail)
  }
}

export function problemAnswer({ status, title, detail, more }: ControlProblem): Response {
  const body = { type: 'about:blank', title, status, detail, ...(more.errors ? { errors: more.errors } : {}) }
  const headers = { 'content-type': 'application/problem+json', ...more.headers }
  return new Response(JSON.stringify(body), { status, headers })
}
