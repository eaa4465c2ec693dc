import { describe, expect, it } from 'vitest'
import { uncovered } from '../../src/check/covered.js'
import { inVersions } from '../../src/kernel/versions.js'
import { products } from '../../src/products.js'
import { scenariosOf } from './play.js'

const cases = products.flatMap((product) =>
  product.profiles
    .filter(({ shape }) => shape === undefined)
    .flatMap((profile) =>
      product.operations
        .filter(({ versions }) => inVersions(versions, profile.version))
        .map((op) => ({ profile: profile.id, id: op.id, product, version: profile.version, op })),
    ),
)
const steps = new Map(products.map(({ name }) => [name, scenariosOf(name).flatMap((scenario) => scenario.steps)]))

/** Failures that no run may cause on a server that is in use, by operation and what the declaration says of them. */
const unplayable: ReadonlyMap<string, string> = new Map([
  [
    'createMyPrivateProject: the setting disable_private_project is on',
    'a setting of the site, which no procedure changes; recording kanboard/v1.2.53/seeded/seeded-settings.json has it',
  ],
  [
    'createTaskFile: the name is that of an image and the content is none',
    'the content stays on the disk without a row that names it, so no procedure can remove it',
  ],
  [
    'getProjectByEmail: the caller is a user without at least the role project-viewer in the project, ' +
      'also when there is no such project',
    'from 1.2.34 to 1.2.44 the project must exist, and no procedure gives it an address; other releases have steps',
  ],
])

describe('every declared failure', () => {
  it.each(cases)('of $profile $id has a step that expects it', ({ op, product, version }) => {
    const missing = uncovered(op, steps.get(product.name) ?? [], version).map(({ when }) => when)
    expect(missing.filter((when) => !unplayable.has(`${op.id}: ${when}`))).toEqual([])
  })
})

describe('every operation', () => {
  it.each(products.flatMap((product) => product.operations.map((op) => ({ product: product.name, id: op.id, op }))))(
    '$product $id has an example',
    ({ op }) => {
      expect((op.examples ?? []).length).toBeGreaterThan(0)
    },
  )
})
