import type { Instance } from './instance.js'

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
  const wanted = /^(\w+)(\.openrpc)?\.(yaml|json)$/.exec(file)
  const instance = instances.find(({ product }) => product.name === wanted?.[1])
  if (!wanted || !instance) return undefined
  const { documentsOf, writeDocument } = await import('../spec/documents.js')
  const kind = wanted[2] === undefined ? '.openapi' : '.openrpc'
  const document = documentsOf(instance).find(({ name }) => name.endsWith(kind))
  if (!document) return undefined
  const format = wanted[3] === 'yaml' ? 'yaml' : 'json'
  return { contentType: `application/${format}`, text: writeDocument(document.value(), format) }
}

/** The names that `servedDocument` knows. */
export function documentNames(instances: readonly Instance[]): string[] {
  return instances.flatMap(({ product }) => [
    `${product.name}.yaml`,
    `${product.name}.json`,
    ...(product.protocol.kind === 'json-rpc' ? [`${product.name}.openrpc.json`] : []),
  ])
}
