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
  ['login: more than ten failures in a minute', 'locks the address of the run for everybody behind it'],
  ['register: registration is disabled', 'closes the site to others while it runs'],
  ['upload_attachment: uploads over the API are switched off', 'takes uploads from everybody while it runs'],
  ['upload_board_background: uploads over the API are switched off', 'takes uploads from everybody while it runs'],
  ['download_attachment: downloads over the API are switched off', 'takes downloads from everybody while it runs'],
  ...['upload_attachment', 'upload_board_background', 'download_attachment', 'copy_attachment'].map(
    (id): [string, string] => [`${id}: the file is larger than the limit`, 'the limit is 64 MB, beyond that of bodies'],
  ),
  ...['exportJson', 'exportKanboard', 'exportExternal', 'export_attachment'].map((id): [string, string] => [
    `${id}: the authToken is longer than 10000 characters`,
    'proxies refuse such an address before the server sees it',
  ]),
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
      'or there is no such thing',
    'from 1.2.34 to 1.2.44 the project must exist, and no procedure gives it an address; other releases have steps',
  ],
])

describe('every declared failure', () => {
  it.each(cases)('of $profile $id has a step that expects it', ({ op, product, version }) => {
    const due = (op.errors ?? []).filter(({ when }) => !unplayable.has(`${op.id}: ${when}`))
    const missing = uncovered({ ...op, errors: due }, steps.get(product.name) ?? [], version)
    expect(missing.map(({ when }) => when)).toEqual([])
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
