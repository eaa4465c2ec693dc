import type { Credentials, Outcome, Protocol, WireAnswer } from '../kernel/protocol.js'
import { endpoint } from './answer.js'
import { contact } from './contact.js'

/** How procedures travel: one path, the method in the body, Basic authentication. */
export const protocol: Protocol = {
  kind: 'json-rpc',
  path: endpoint,
  tails: ['/index.php', '/login', '/dashboard'],
  resultPath: '$.result',
  errors: [
    {
      when: 'nobody was recognised',
      status: 401,
      code: 401,
      source: { evidence: 'kanboard/v1.2.53/transport-auth.json' },
    },
    {
      when: 'the caller may not do this',
      status: 403,
      code: 403,
      source: { evidence: 'kanboard/v1.2.53/matrix-outsider.json' },
    },
    {
      when: 'parameters are missing or too many',
      status: 200,
      code: -32602,
      source: { evidence: 'kanboard/v1.2.53/matrix-missing-one.json' },
    },
  ],
  success: ({ output }) => ({ status: 200, contentType: 'application/json', schema: output }),
  failure: (_op, { status, code }) => {
    // A crash answers an empty page; everything else is JSON, the refusals with their own status.
    if (status >= 500) return { status, contentType: 'text/html' }
    return code === undefined ? { status } : { status, contentType: 'application/json' }
  },
  encode: (op, input, caller) => ({
    method: 'POST',
    path: endpoint,
    headers: { 'content-type': 'application/json', ...authorization(caller) },
    body: JSON.stringify({ jsonrpc: '2.0', method: op.id, id: 1, params: input }),
  }),
  decode: (_op, answer) => decode(answer),
  contact,
}

function authorization(caller: Credentials): Record<string, string> {
  if (caller.kind === 'none') return {}
  if (caller.kind === 'bearer') return { authorization: `Bearer ${caller.token}` }
  return { authorization: `Basic ${Buffer.from(`${caller.user}:${caller.password}`).toString('base64')}` }
}

/** What `var_export` prints before the JSON of a refused external link: `dumpBeforeJson` in external-link-rules.ts. */
const refusedWithDump = /^array \(\n.*\n\)\{"jsonrpc":"2\.0","result":false,/s

function decode({ status, body, text }: WireAnswer): Outcome {
  // PHP tells text/html when nothing buffers what it prints (output_buffering), as its own server does by default.
  if (body === undefined && refusedWithDump.test(text)) return { kind: 'failure', status, reason: 'a PHP dump' }
  if (typeof body !== 'object' || body === null || !('jsonrpc' in body)) {
    return status >= 400 ? { kind: 'failure', status, code: status } : { kind: 'foreign', what: text.slice(0, 80) }
  }
  if ('result' in body && status === 200) return { kind: 'result', result: body.result }
  const error: unknown = 'error' in body ? body.error : undefined
  if (typeof error !== 'object' || error === null || !('code' in error) || typeof error.code !== 'number') {
    return { kind: 'foreign', what: text.slice(0, 80) }
  }
  const reason = 'message' in error && typeof error.message === 'string' ? error.message : undefined
  return { kind: 'failure', status, code: error.code, ...(reason === undefined ? {} : { reason }) }
}
