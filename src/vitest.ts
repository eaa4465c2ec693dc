import { test as plain } from 'vitest'
import type { TestAPI } from 'vitest'
import { isOutsideContract } from './control/log-draft.js'
import { verify } from './control/verify.js'
import { createFake } from './index.js'
import type { Fake, FakeOptions, Listening, LogEntry, Sandbox, Verification } from './index.js'
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
  /**
   * A sandbox of the test's own, which starts as the world is. What is forked of it is the test's own too, and so are the
   * names of its snapshots.
   */
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
      const own = ownOf(server.fake, `test-${count}`)
      await use(own.sandbox)
      const judge = { ...(withinContract ? { withinContract } : {}), ...(allMatched ? { allMatched } : {}) } as const
      const text = own.judged(judge)
      own.end()
      if (text !== '') throw new Error(text)
    },
    url: async ({ server, fake }, use) => {
      await use(`${(await server.listening()).url}/~${fake.name}`)
    },
  })
}

interface Own {
  readonly sandbox: Sandbox
  /** What is wrong with the calls of the test; empty when nothing is. */
  judged(expected: Verification): string
  /** Leaves nothing behind for other tests. */
  end(): void
}

/** So many wrong calls are told; a test that makes more is told enough. */
const WRONG_LIMIT = 1000

/**
 * What one test has of a fake that it shares: a sandbox, those that it forks of it, and snapshots that no other test sees.
 * Calls are judged as they come, because a log forgets: at its limit, and when it is reset.
 */
function ownOf(fake: Fake, name: string): Own {
  const sandboxes: string[] = []
  const kept = new Map<string, string>()
  const wrong: LogEntry[] = []
  let total = 0
  const hear = (entry: LogEntry): void => {
    total += 1
    const isWrong = entry.isUnmatched === true || isOutsideContract(entry)
    if (isWrong && wrong.length < WRONG_LIMIT) wrong.push(entry)
  }
  const take = (sandbox: Sandbox): Sandbox => {
    const { fork, snapshot, restore, diff } = sandbox
    sandboxes.push(sandbox.name)
    sandbox.log.follow((event) => {
      if (event.event === 'request') hear(event)
    })
    const keptAs = (given: string): string => kept.get(given) ?? given
    return Object.assign(sandbox, {
      fork: (forked?: string) => take(fork(forked)),
      snapshot: (given: string) => {
        snapshot(`${name}.${given}`)
        kept.set(given, `${name}.${given}`)
      },
      restore: (given: string) => {
        restore(keptAs(given))
      },
      diff: (from?: string, to?: string) => diff(from && keptAs(from), to && keptAs(to)),
    })
  }
  return {
    sandbox: take(fake.sandbox(name)),
    judged: (expected) => verify({ entries: wrong, total }, expected).text,
    end: () => {
      for (const own of sandboxes) fake.drop(own)
      for (const own of kept.values()) fake.dropSnapshot(own)
    },
  }
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
