import { existsSync, readdirSync } from 'node:fs'
import { join, sep } from 'node:path'
import type { Product } from '../kernel/product.js'
import { readRecording } from './format.js'
import type { Recording } from './format.js'

/** A recording in a folder `PRODUCT/vVERSION[-OPTION]/…`, and the setup of the server it was made on. */
export interface CorpusFile {
  readonly product: string
  /** The folder below the product: `v1.2.53-postgres`. */
  readonly folder: string
  /** Path below the folder, without `.json`: `seeded/seeded-auth`. */
  readonly name: string
  readonly profile: string
  readonly options: Readonly<Record<string, string>>
  readonly recording: Recording
}

/** Reads every recording below `root` that is for one of the products. */
export function readCorpus(root: string, products: readonly Product[]): CorpusFile[] {
  return products.flatMap((product) => {
    const home = join(root, product.name)
    return existsSync(home) ? jsonFiles(home).map((path) => corpusFile(home, path, product)) : []
  })
}

function jsonFiles(home: string): string[] {
  const files = readdirSync(home, { recursive: true, encoding: 'utf8' })
  return files.filter((file) => file.endsWith('.json') && file.includes(sep)).sort()
}

function corpusFile(home: string, path: string, product: Product): CorpusFile {
  const [folder = '', ...rest] = path.replace(/\.json$/, '').split(sep)
  const [version = '', variant] = folder.replace(/^v/, '').split('-')
  const option = Object.entries(product.options).find(
    ([, { values }]) => variant !== undefined && values.includes(variant),
  )
  return {
    product: product.name,
    folder,
    name: rest.join('/'),
    profile: `${product.name}@${version}`,
    options: option && variant !== undefined ? { [option[0]]: variant } : {},
    recording: readRecording(join(home, path)),
  }
}
