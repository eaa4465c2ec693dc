import { fileURLToPath } from 'node:url'
import { withRefusals } from '../../src/check/refusals.js'
import { runCheck } from '../../src/check/run.js'
import type { CheckOptions, Exchange } from '../../src/check/run.js'
import { readScenarios } from '../../src/check/scenario.js'
import type { Summary } from '../../src/check/events.js'
import type { Fetch } from '../../src/check/target.js'
import { productNamed, products } from '../../src/products.js'
import { createFake } from '../../src/server/fake.js'
import type { Fake } from '../../src/server/fake.js'

export const TOKEN = 'application-token-of-the-tests'

/** Accounts that the scenarios are played with. */
const world = {
  wekan: { users: { ada: { password: 'ada-lovelace', email: 'ada@example.com', admin: true } } },
  kanboard: {
    users: { admin: { password: 'password-of-admin' } },
    ldap: { users: { hedy: { name: 'Hedy Lamarr', email: 'hedy@example.com' } } },
  },
}

export const credentials: Readonly<Record<string, CheckOptions['given']>> = {
  wekan: { username: 'ada', password: 'ada-lovelace' },
  kanboard: { token: TOKEN, username: 'admin', password: 'password-of-admin' },
}

export function fakeOf(
  profile: string,
  settings: Record<string, unknown> = {},
  options: Record<string, string> = {},
): Fake {
  const name = profile.slice(0, profile.indexOf('@'))
  const token = name === 'kanboard' ? { api_token: TOKEN } : {}
  const served = { product: productNamed(name), profile, options, settings: { ...token, ...settings } }
  return createFake({ products: [served], known: products, world, clock: 'frozen', now: '2026-01-05T09:00:00Z' })
}

const read = new Map<string, CheckOptions['scenarios']>()

/** The shipped scenarios of a product; read once, for reading takes a fifth of what playing them does. */
export function scenariosOf(name: string): CheckOptions['scenarios'] {
  const folder = fileURLToPath(new URL(`../../fixtures/scenarios/${name}`, import.meta.url))
  const scenarios = read.get(name) ?? withRefusals(readScenarios(folder), productNamed(name).operations)
  read.set(name, scenarios)
  return scenarios
}

/** What of a run is still on a fake. */
export function traces(fake: Fake, product: string): string[] {
  const world = fake.instances.find((instance) => instance.product.name === product)?.world
  const rows = Object.values(world?.tables ?? {}).flatMap((table) => [...table] as object[])
  return rows.map((row) => JSON.stringify(row)).filter((text) => text.includes('sb-0123abcd'))
}

export const profiles = products.flatMap((product) => product.profiles.map(({ id }) => id))

/** Plays the shipped scenarios of a profile against its fake, or against what stands before it. */
export async function play(
  profile: string,
  fetch: Fetch = fakeOf(profile).fetch,
  more: Partial<CheckOptions> = {},
): Promise<{ summary: Summary; exchanges: Exchange[] }> {
  const name = profile.slice(0, profile.indexOf('@'))
  const exchanges: Exchange[] = []
  const summary = await runCheck({
    product: productNamed(name),
    scenarios: scenariosOf(name),
    url: 'http://127.0.0.1',
    given: credentials[name] ?? {},
    choice: { profile },
    allowLockout: true,
    features: ['ldap', 'own-orgs', 'own-settings', 'own-teams'],
    run: '0123abcd',
    fetch,
    onExchange: (exchange) => exchanges.push(exchange),
    ...more,
  })
  return { summary, exchanges }
}
