import { products } from '../products.js'
import { seeding } from '../server/seeding.js'
import type { Login } from '../kernel/product.js'

/** What a world is, once it is seeded. */
export interface ShownWorld {
  readonly world: string
  readonly about: string | undefined
  readonly now: string | undefined
  readonly products: Readonly<Record<string, ShownProduct>>
  /** What products cannot hold. */
  readonly warnings: readonly string[]
}

interface ShownProduct {
  readonly rows: Readonly<Record<string, number>>
  readonly logins: readonly Login[]
}

/** Seeds a world. Throws `UsageError` that names what is wrong with it. */
export function shownWorld(world: string): ShownWorld {
  const { load, seed, instancesOf } = seeding({ products: products.map((product) => ({ product })) })
  const loaded = load(world)
  const shown = instancesOf(seed(loaded)).map(({ product, setup, world: own }) => {
    const sizes = Object.entries(own.tables).map(([name, { size }]) => [name, size] as const)
    const rows = Object.fromEntries(sizes.filter(([, size]) => size > 0))
    return [product.name, { rows, logins: product.greet(own, setup, '').logins }] as const
  })
  return {
    world,
    about: loaded.world.about,
    now: loaded.world.now,
    products: Object.fromEntries(shown),
    warnings: loaded.warnings(products),
  }
}

const LOGINS = 10

export function shownText({ world, about, now, products: shown, warnings }: ShownWorld): string {
  const lines = [about === undefined ? world : `${world}: ${about}`, `clock: ${now ?? 'that of the machine'}`]
  for (const [name, { rows, logins }] of Object.entries(shown)) {
    const counts = Object.entries(rows).map(([table, size]) => `${size} ${table}`)
    lines.push('', name, `  ${counts.join(', ') || 'nothing'}`)
    for (const { who, secret, kind } of logins.slice(0, LOGINS)) lines.push(`  ${kind} ${who} / ${secret}`)
    if (logins.length > LOGINS) lines.push(`  … ${logins.length - LOGINS} more`)
  }
  if (warnings.length > 0) lines.push('', 'What a product cannot hold:', ...warnings.map((warning) => `  ${warning}`))
  return `${lines.join('\n')}\n`
}

/** What `world init` writes. */
export const firstWorld = `# stuntboard world validate, show and serve --world read this file. docs/worlds.md tells all that it may hold.
about: A first board, in Wekan and in Kanboard alike.
both:
  users:
    ada: { name: Ada Lovelace, email: ada@example.test, password: ada-password, admin: true }
    grace: { name: Grace Hopper, email: grace@example.test, password: grace-password }
  boards:
    roadmap:
      title: Roadmap
      members: { ada: admin, grace: member }
      lists: { todo: { title: To do }, doing: { title: Doing, limit: 3 }, done: { title: Done } }
      labels: { bug: { color: red }, idea: { color: green } }
      cards:
        first:
          title: Write the first card
          list: doing
          labels: [idea]
          assignees: [grace]
          by: ada
          due: 2026-12-11T16:00:00Z
          comments: [{ by: grace, text: On it. }]
        second: { title: Write the second card, list: todo }
`
