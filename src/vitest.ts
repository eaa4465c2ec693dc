import { test as plain } from 'vitest'
import type { TestAPI } from 'vitest'
import { createFake } from './index.js'
import type { Fake, FakeOptions, Listening, Sandbox } from './index.js'
import { refuseStrayOptions } from './option-names.js'

export interface FakeTestOptions extends FakeOptions {
  /** Whether a test fails that calls outside the documented contract. Default true. */
  readonly withinContract?: boolean
  /** Whether a test fails that calls what no product has. Default true. */
  readonly allMatched?: boolean
}

export interface FakeFixtures {
  /** Whether the test fails that calls outside the documented contract: what `fakeTest` was given. */
  readonly withinContract: boolean
  /** Whether the test fails that calls what no product has: what `fakeTest` was given. */
  readonly allMatched: boolean
  /** A sandbox of the test's own, which starts as the world is. */
  readonly fake: Sandbox
  /** Where that sandbox listens: `http://127.0.0.1:PORT/~NAME`. Nothing listens for tests that do not ask. */
  readonly url: string
}

/**
 * A `test` whose every test has a fake of its own. One world is seeded for the file; a test's copy of it costs next to
 * nothing. When the test is over, its calls are judged; a test that means to leave the contract says so.
 * @example
 * export const test = fakeTest({ world: 'demo' })
 * test('finds its card', async ({ url }) => { await sync(url) })
 * describe('nonsense', () => {
 *   test.scoped({ withinContract: false })
 *   test('is refused', async ({ url }) => { await nonsense(url) })
 * })
 */
export function fakeTest(options: FakeTestOptions = {}): TestAPI<FakeFixtures> {
  refuseStrayOptions(options, 'fakeTest', ['withinContract', 'allMatched'])
  const { withinContract = true, allMatched = true, ...rest } = options
  let count = 0
  return plain.extend<FakeFixtures & { readonly server: Served }>({
    server: [
      // Vitest reads off the pattern which fixtures are wanted.

      async ({}, use) => {
        const server = serve(rest)
        await use(server)
        await server.fake.close()
      },
      { scope: 'file' },
    ],
    withinContract,
    allMatched,
    fake: async ({ server, withinContract, allMatched }, use) => {
      count += 1
      const sandbox = server.fake.sandbox(`test-${count}`)
      await use(sandbox)
      const judge = { ...(withinContract ? { withinContract } : {}), ...(allMatched ? { allMatched } : {}) } as const
      const { isMet, text } = sandbox.verify(judge)
      server.fake.drop(sandbox.name)
      if (!isMet) throw new Error(text)
    },
    url: async ({ server, fake }, use) => {
      await use(`${(await server.listening()).url}/~${fake.name}`)
    },
  })
}

interface Served {
  readonly fake: Fake
  /** Listens from the first time it is asked. */
  listening(): Promise<Listening>
}

function serve(options: FakeOptions): Served {
  const fake = createFake(options)
  let listening: Promise<Listening> | undefined
  return { fake, listening: () => (listening ??= fake.listen()) }
}
