import { stringify } from 'yaml'
import { openApi } from './openapi.js'
import type { Subject } from './openapi.js'
import { openRpc } from './openrpc.js'

export type Format = 'yaml' | 'json'

/** One generated document. */
export interface Document {
  /** Without ending: `wekan.openapi`, `kanboard.openrpc`. */
  readonly name: string
  /** How the file is written where nobody asks: OpenRPC is JSON by custom. */
  readonly format: Format
  value(): object
}

/** The documents that a product has: OpenAPI, and OpenRPC for a JSON-RPC product. */
export function documentsOf(subject: Subject): Document[] {
  const { name, profiles } = subject.product
  const { id } = subject.setup.profile
  const stem = id === profiles[0]?.id ? name : id
  const documents: Document[] = [{ name: `${stem}.openapi`, format: 'yaml', value: () => openApi(subject) }]
  if (subject.product.protocol.kind === 'json-rpc') {
    documents.push({ name: `${stem}.openrpc`, format: 'json', value: () => openRpc(subject) })
  }
  return documents
}

/** The text of a document; the same declarations give the same bytes. */
export function writeDocument(value: object, format: Format): string {
  if (format === 'json') return `${JSON.stringify(value, null, 2)}\n`
  return stringify(value, { aliasDuplicateObjects: false, lineWidth: 120 })
}
