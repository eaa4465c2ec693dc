import { z } from 'zod'
import { newTrace } from '../src/kernel/exchange.js'
import type { Inbound, Outbound } from '../src/kernel/exchange.js'
import { FixtureError } from '../src/kernel/product.js'
import type { Product } from '../src/kernel/product.js'
import { quirk } from '../src/kernel/quirk.js'
import { Table } from '../src/kernel/table.js'
import { World } from '../src/kernel/world.js'

interface Thing {
  readonly id: number
  readonly name: string
}
type ToyWorld = World<{ things: Table<Thing> }>

const source = { doc: 'the page of the toy' }

function answerToy(world: ToyWorld, request: Inbound): Outbound {
  const text = new TextDecoder().decode(request.body)
  const trace = { ...newTrace(), operations: ['echo'] }
  if (request.path === '/crash') {
    world.save()
    world.tables.things.insert({ id: world.next('things'), name: 'half done' })
    throw new Error('the toy broke')
  }
  if (request.path === '/add') world.tables.things.insert({ id: world.next('things'), name: text })
  if (request.path === '/empty') return { status: 200, headers: {}, trace }
  const { method, path, query, isTooLong = false } = request
  const names = [...world.tables.things].map(({ name }) => name)
  const body = JSON.stringify({ method, path, query, text, isTooLong, names, now: world.now(), id: world.ids.meteor() })
  return { status: 200, headers: { 'content-type': 'application/json' }, body, trace }
}

/** The smallest product: echoes requests and keeps a list of names. For tests of what is around products. */
export const toy: Product<ToyWorld> = {
  name: 'toy',
  title: 'Toy',
  bodyLimitBytes: 50 * 1024 * 1024,
  protocol: {
    kind: 'json-rpc',
    errors: [],
    resultPath: '$',
    success: ({ output }) => ({ status: 200, contentType: 'application/json', schema: output }),
    failure: (_op, { status }) => ({ status }),
    encode: () => ({ method: 'GET', path: '/', headers: {} }),
    decode: (_op, { body }) => ({ kind: 'result', result: body }),
    contact: () => Promise.resolve({ callers: {} }),
  },
  profiles: [
    { id: 'toy@2.0', version: '2.0', summary: 'newest', sources: [source] },
    { id: 'toy@1.0', version: '1.0', summary: 'older', sources: [source], options: { numbers: 'strings' } },
    { id: 'toy@page', version: '1.0', shape: '0.5', summary: 'as printed', sources: [source], quirks: 'off' },
  ],
  options: { numbers: { values: ['native', 'strings'], fallback: 'native', summary: 'typing' } },
  operations: [],
  quirks: [
    quirk({ name: 'toy.old', summary: 'old', until: '1.9', source }),
    quirk({ name: 'toy.always', summary: 'always', source }),
    quirk({ name: 'toy.hurts', summary: 'hurts', initially: 'off', source }),
  ],
  fixture: z.strictObject({
    things: z.record(z.string(), z.strictObject({ id: z.int().optional(), friend: z.string().optional() })).optional(),
  }),
  unbuilt: () => [],
  refuse: (profile, options) =>
    profile.version === '2.0' && options['numbers'] === 'strings' ? 'no strings in 2.0' : undefined,
  view: (profile, options) => ({ version: profile.shape ?? profile.version, axes: options }),
  install: (_setup, { clock, ids, settings }) =>
    new World({ things: new Table<Thing>({ key: 'id' }) }, settings, clock, ids),
  seed(world, _setup, part) {
    const { things = {} } = (part ?? {}) as { things?: Record<string, { id?: number; friend?: string }> }
    for (const [name, { id, friend }] of Object.entries(things)) {
      if (friend !== undefined && !(friend in things)) {
        throw new FixtureError(
          ['things', name, 'friend'],
          `no thing '${friend}': there are ${Object.keys(things).join(', ')}`,
        )
      }
      world.tables.things.insert({ id: id ?? world.next('things'), name })
    }
  },
  answer: (world, _setup, request) => answerToy(world, request),
  greet: (_world, _setup, baseUrl) => ({
    logins: [{ who: 'ada', secret: 'pw', kind: 'password' }],
    curl: `curl ${baseUrl}/`,
  }),
  identify: () => [],
}
