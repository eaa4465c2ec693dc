import { inVersions } from '../kernel/versions.js'
import type { Product, Profile } from '../kernel/product.js'
import type { CorpusFile } from './corpus.js'

/** One operation in one profile, and what is known of it. */
export interface CoverageRow {
  readonly product: string
  readonly profile: string
  readonly operation: string
  readonly group: string
  /** `built`, or `missing`: the real server has it, the fake not yet. */
  readonly state: 'built' | 'missing'
  /** Why the behaviour rests on reading instead of on a recording. */
  readonly unverified?: string
  /** Recorded steps by folder of recordings. */
  readonly steps: Readonly<Record<string, number>>
}

/** Operations × profile × recordings, derived from the declarations and the files; nothing is run. */
export function coverage(products: readonly Product[], corpus: readonly CorpusFile[]): CoverageRow[] {
  return products.flatMap((product) => product.profiles.flatMap((profile) => rowsOf(product, profile, corpus)))
}

function rowsOf(product: Product, profile: Profile, corpus: readonly CorpusFile[]): CoverageRow[] {
  const counts = countSteps(
    product,
    corpus.filter((file) => file.profile === profile.id),
  )
  const built = product.operations
    .filter(({ versions }) => inVersions(versions, profile.version))
    .sort((a, b) => (a.group + a.id < b.group + b.id ? -1 : 1))
  const names = new Set(built.map(({ id }) => id))
  const row = (operation: string, group: string, state: CoverageRow['state'], unverified?: string): CoverageRow => ({
    product: product.name,
    profile: profile.id,
    operation,
    group,
    state,
    ...(unverified === undefined ? {} : { unverified }),
    steps: Object.fromEntries(counts.get(operation) ?? []),
  })
  return [
    ...built.map((op) => row(op.id, op.group, 'built', op.unverified)),
    ...product
      .unbuilt(profile.version)
      .filter((id) => !names.has(id))
      .map((id) => row(id, '', 'missing')),
  ]
}

function countSteps(product: Product, files: readonly CorpusFile[]): Map<string, Map<string, number>> {
  const counts = new Map<string, Map<string, number>>()
  for (const { folder, recording } of files) {
    for (const { request } of recording.steps) {
      const method = request.method ?? 'POST'
      for (const id of product.identify({ method, path: request.path, body: request.json ?? request.text })) {
        const byFolder = counts.get(id) ?? new Map<string, number>()
        byFolder.set(folder, (byFolder.get(folder) ?? 0) + 1)
        counts.set(id, byFolder)
      }
    }
  }
  return counts
}
