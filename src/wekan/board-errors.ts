import type { ErrorCase, Source } from '../kernel/operation.js'

interface Cases {
  /** A recording of the missing token, and one of the refusal. */
  readonly noToken: Source
  readonly refused: Source
}

const shapes: Cases = {
  noToken: { evidence: 'wekan/v11.07/auth-failure-shapes.json step 20' },
  refused: { evidence: 'wekan/v11.07/role-stranger.json step 11' },
}

/** What every route below a board answers that reports its failures with status 200. */
export function quietErrors(who: 'read' | 'write', { noToken, refused }: Cases = shapes): readonly ErrorCase[] {
  return [
    { when: 'no token, or an unknown one', status: 200, code: 'Unauthorized', source: noToken },
    { when: `the caller may not ${who} the board`, status: 200, code: 'Forbidden', source: refused },
    {
      when: 'there is no such board',
      status: 200,
      code: 'NotFound',
      since: '9.67',
      source: { code: 'wekan/wekan@v11.07 server/authentication.js:92' },
    },
    {
      when: 'there is no such board',
      status: 200,
      result: {},
      until: '9.66',
      source: { evidence: 'wekan/v7.10/boards-create-read.json step 14' },
    },
  ]
}

/** Who may not, where failures are error pages. */
export function pageRefusals(who: 'read' | 'write', { noToken, refused }: Cases = shapes): readonly ErrorCase[] {
  return [
    { when: 'no token, or an unknown one: the error page', status: 401, source: noToken },
    { when: `the caller may not ${who} the board: the error page`, status: 403, source: refused },
  ]
}

/** What every route below a board answers whose failures are error pages. */
export function pageErrors(who: 'read' | 'write', cases: Cases = shapes): readonly ErrorCase[] {
  return [
    ...pageRefusals(who, cases),
    {
      when: 'there is no such board: the error page',
      status: 404,
      since: '9.67',
      source: { code: 'wekan/wekan@v11.07 server/authentication.js:92' },
    },
    {
      when: 'there is no such board: the error page',
      status: 500,
      until: '9.66',
      source: { code: 'wekan/wekan@v7.10 server/authentication.js:56' },
    },
  ]
}
