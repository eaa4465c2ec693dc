import { beforeAll, describe, expect, it } from 'vitest'
import { runCheck } from '../../src/check/run.js'
import type { CheckOptions } from '../../src/check/run.js'
import type { Summary } from '../../src/check/events.js'
import { productNamed, products } from '../../src/products.js'
import { createFake } from '../../src/server/fake.js'
import type { Fake } from '../../src/server/fake.js'
import { scenariosOf } from './play.js'

const logins: Readonly<Record<string, CheckOptions['given']>> = {
  wekan: { username: 'ada', password: 'ada-lovelace' },
  kanboard: { token: 'application-token-of-the-tour', username: 'ada', password: 'ada-lovelace' },
}

/** A deployment that people work on. */
function inUse(profile: string): Fake {
  const product = productNamed(profile.slice(0, profile.indexOf('@')))
  const settings = product.name === 'kanboard' ? { api_token: 'application-token-of-the-tour' } : {}
  return createFake({ products: [{ product, profile, settings }], known: products, world: 'demo' })
}

async function tour(profile: string, fake: Fake, more: Partial<CheckOptions> = {}): Promise<Summary> {
  const name = profile.slice(0, profile.indexOf('@'))
  return runCheck({
    product: productNamed(name),
    scenarios: scenariosOf(name),
    url: 'https://board.example',
    given: logins[name] ?? {},
    choice: { profile },
    fetch: fake.fetch,
    ...more,
  })
}

/** Titles of the boards that ada sees. */
async function titlesOf(fake: Fake): Promise<string[]> {
  const summary: string[] = []
  await tour('wekan@11.07', fake, {
    only: ['tour'],
    onExchange: ({ op, answer }) => {
      if (op.id === 'get_boards_from_user')
        summary.push(...(answer.body as { title: string }[]).map(({ title }) => title))
    },
  })
  return summary
}

const rowsOf = (fake: Fake): string =>
  JSON.stringify(fake.instances.map(({ world }) => Object.values(world.tables).map((table) => [...table])))

describe.each(['wekan@11.07', 'wekan@7.10', 'kanboard@1.2.53', 'kanboard@1.2.20', 'kanboard@1.0.22'])(
  'a read-only run on %s in use',
  (profile) => {
    let fake: Fake
    let summary: Summary
    beforeAll(async () => {
      fake = inUse(profile)
      summary = await tour(profile, fake)
    })

    it('finds nothing wrong and reads what the account can see', () => {
      const odd = summary.results.filter(({ verdict }) => !['pass', 'skip', 'disabled'].includes(verdict))
      expect(odd).toEqual([])
      const reads = summary.coverage.filter(({ effect }) => effect === 'read')
      expect(reads.filter(({ steps }) => steps > 0).length / reads.length).toBeGreaterThan(0.7)
      expect(summary).toMatchObject({ isReadOnly: true, isPartial: true, writes: 0 })
    })

    it('sends one login, and nothing else that is not declared a read', () => {
      const effects = new Map(products.flatMap(({ operations }) => operations.map((op) => [op.id, op.effect])))
      const sent = fake.log.entries.flatMap(({ operations }) => operations)
      const writes = sent.filter((id) => effects.get(id) !== 'read')
      expect(writes).toEqual(profile.startsWith('wekan') ? ['login'] : [])
      expect(sent.length).toBeGreaterThan(40)
    })

    it('says of every operation that was not called why', () => {
      const silent = summary.coverage.filter(({ steps, reason }) => steps === 0 && (reason ?? '') === '')
      expect(silent).toEqual([])
    })
  },
)

describe('a read-only run', () => {
  it('looks at the board that it was told', async () => {
    const fake = inUse('wekan@11.07')
    const titles = async (uses: Record<string, string>): Promise<unknown[]> => {
      const seen: unknown[] = []
      await tour('wekan@11.07', fake, {
        uses,
        only: ['tour'],
        onExchange: ({ op, answer }) => {
          if (op.id === 'get_board') seen.push((answer.body as { title: unknown }).title)
        },
      })
      return seen
    }
    const [, second] = await titlesOf(fake)
    expect(await titles({ board: String(second) })).toEqual([second])
  })

  it('says when what it was told is not there', async () => {
    const summary = await tour('kanboard@1.2.53', inUse('kanboard@1.2.53'), { uses: { project: 'no such' } })
    const step = summary.results.find(({ operation, scenario }) => operation === 'getBoard' && scenario === 'tour')
    expect(step).toMatchObject({ verdict: 'skip', reason: 'nothing to check with: the account sees no project' })
  })

  it('of an account that may see less skips what is refused', async () => {
    const summary = await tour('kanboard@1.2.53', inUse('kanboard@1.2.53'), {
      given: { username: 'linus', password: 'linus-pauling' },
    })
    expect(summary.counts.fail).toBe(0)
    expect(summary.results.some(({ reason }) => reason === 'the account may not see this')).toBe(true)
  })

  it('changes nothing', async () => {
    const fake = inUse('kanboard@1.2.53')
    const before = rowsOf(fake)
    await tour('kanboard@1.2.53', fake)
    expect(rowsOf(fake)).toBe(before)
  })
})

describe('a writing run on a deployment in use', () => {
  it.each(['wekan@11.07', 'kanboard@1.2.53'])('as %s leaves what others see as it was', async (profile) => {
    const fake = inUse(profile)
    const summary = await tour(profile, fake, { url: 'http://127.0.0.1' })
    expect(summary.footprint?.calls).toBeGreaterThan(10)
    expect(summary.footprint?.changed).toEqual([])
    expect(summary.counts.fail).toBe(0)
  })

  it('tells where something changed meanwhile', async () => {
    const fake = inUse('kanboard@1.2.53')
    const authorization = `Basic ${btoa('jsonrpc:application-token-of-the-tour')}`
    const somebody = (): Promise<Response> =>
      fake.fetch('/jsonrpc.php', {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json' },
        body: JSON.stringify({ jsonrpc: '2.0', method: 'createProject', id: 1, params: { name: 'made meanwhile' } }),
      })
    let calls = 0
    const summary = await tour('kanboard@1.2.53', fake, {
      url: 'http://127.0.0.1',
      only: ['application'],
      onExchange: () => {
        calls += 1
        if (calls === 1) void somebody()
      },
    })
    expect(summary.footprint?.changed).toEqual(['getAllProjects {}'])
  })
})
