import { controlDocument } from '../control/document.js'
import type { Instance } from './instance.js'
import { packageVersion } from './version.js'

/** A generated document as the control plane serves it. */
export interface ServedDocument {
  readonly contentType: string
  readonly text: string
}

/**
 * What the running profile of a product promises: `wekan.yaml`, `wekan.json`, `kanboard.yaml`, `kanboard.json`,
 * `kanboard.openrpc.json`. Undefined for any other name. The generator is loaded on first use.
 */
export async function servedDocument(
  instances: readonly Instance[],
  file: string,
): Promise<ServedDocument | undefined> {
  const own = /^control\.(yaml|json)$/.exec(file)?.[1]
  if (own !== undefined) return written(controlDocument(packageVersion()), own)
  const wanted = /^(\w+)(\.openrpc)?\.(yaml|json)$/.exec(file)
  const instance = instances.find(({ product }) => product.name === wanted?.[1])
  if (!wanted || !instance) return undefined
  const { documentsOf } = await import('../spec/documents.js')
  const kind = wanted[2] === undefined ? '.openapi' : '.openrpc'
  const document = documentsOf(instance).find(({ name }) => name.endsWith(kind))
  if (!document) return undefined
  return written(document.value(), wanted[3])
}

async function written(document: object, ending: string | undefined): Promise<ServedDocument> {
  const { writeDocument } = await import('../spec/documents.js')
  const format = ending === 'yaml' ? 'yaml' : 'json'
  return { contentType: `application/${format}`, text: writeDocument(document, format) }
}

/** The names that `servedDocument` knows. */
export function documentNames(instances: readonly Instance[]): string[] {
  const ofProducts = instances.flatMap(({ product }) => [
    `${product.name}.yaml`,
    `${product.name}.json`,
    ...(product.protocol.kind === 'json-rpc' ? [`${product.name}.openrpc.json`] : []),
  ])
  return [...ofProducts, 'control.yaml', 'control.json']
}
