import type { Versions } from '../kernel/operation.js'
import { inVersions } from '../kernel/versions.js'
import type { JsonStyle } from './print.js'

/** How a generation of the JSON-RPC library behaves. */
export interface Library extends Versions {
  /** Credentials are looked at before the method, or only when the method exists. */
  readonly authenticatesFirst: boolean
  /** `id` stands after `jsonrpc`, or at the end. */
  readonly printsIdFirst: boolean
  /** `"id":null` makes a notification, like a missing id. */
  readonly nullIdNotifies: boolean
  /** `-32602` says in `data` what is wrong. */
  readonly explainsParams: boolean
  /** A named argument that is null counts as not given. */
  readonly dropsNullArguments: boolean
  /** Exceptions of a procedure become an error object; otherwise they end the request. */
  readonly relaysExceptions: boolean
  /** A list within a batch is a batch again. */
  readonly nestsBatches: boolean
  /** The error of an element of a batch that is no object. */
  readonly scalarInBatch: 'parse error' | 'invalid request'
  /** Content type where the body is empty. */
  readonly emptyContentType: string
  /** Bodies of the answers that replace everything else. */
  readonly refusals: Readonly<Record<401 | 403, string>>
  readonly json: JsonStyle
}

const html = 'text/html; charset=UTF-8'
const refusal = (code: number, message: string): string =>
  `{"jsonrpc":"2.0","error":{"code":${code},"message":"${message}"},"id":null}`

/**
 * The first is fguillot/json-rpc 1.0.x, from YunoHost-Apps/kanboard_ynh@41ed9e9
 * sources/vendor/fguillot/json-rpc/src/JsonRPC/Server.php, the copy that was shipped beside the page of December 2015.
 * unknown: whether 1.0.3, which release 1.0.22 asks for in composer.json, differs from it; that needs the package.
 * The second is the one of recordings v1.2.20, v1.2.35 and v1.2.53 (kanboard/kanboard@v1.2.53 libs/jsonrpc).
 */
const libraries: readonly Library[] = [
  {
    until: '1.0.28',
    authenticatesFirst: false,
    printsIdFirst: true,
    nullIdNotifies: false,
    explainsParams: false,
    dropsNullArguments: true,
    relaysExceptions: false,
    nestsBatches: true,
    scalarInBatch: 'invalid request',
    emptyContentType: html,
    refusals: { 401: '{"error": "Authentication failed"}', 403: '{"error": "Access Forbidden"}' },
    json: { escapesSlashes: true, escapesUnicode: true },
  },
  {
    since: '1.0.29',
    authenticatesFirst: true,
    printsIdFirst: false,
    nullIdNotifies: true,
    explainsParams: true,
    dropsNullArguments: false,
    relaysExceptions: true,
    nestsBatches: false,
    scalarInBatch: 'parse error',
    emptyContentType: 'application/json',
    refusals: { 401: refusal(401, 'Unauthorized'), 403: refusal(403, 'Forbidden') },
    json: { escapesSlashes: false, escapesUnicode: false },
  },
]

export function libraryOf(version: string): Library {
  const found = libraries.find((library) => inVersions(library, version))
  if (!found) throw new Error(`no JSON-RPC library is declared for release ${version}`)
  return found
}
