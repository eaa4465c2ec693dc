import { createFake } from '../../src/index.js'
import type { Fake } from '../../src/index.js'

/**
 * What reset, snapshot, restore, fork, a change and its diff cost with many cards: processor time per call, median of
 * rounds. Each is to stay under a millisecond however large the world is.
 */
const CARDS = [1000, 100_000]
const ROUNDS = 7
const CALLS = 200
const LIMIT_MICROS = 1000

const tableOf = ({ instances }: Pick<Fake, 'instances'>, product: string, name: string): Rows => {
  const table = instances.find((one) => one.product.name === product)?.world.tables[name]
  if (!table) throw new Error(`no table ${name}`)
  return table
}

for (const cards of CARDS) await report(cards)

async function report(cards: number): Promise<void> {
  const fake = await filled(cards)
  const own = fake.fork('bench')
  let n = 0
  const rows: Readonly<Record<string, () => unknown>> = {
    snapshot: () => {
      own.snapshot('bench')
    },
    restore: () => {
      own.restore('bench')
    },
    reset: () => {
      own.reset()
    },
    'fork and drop': () => fake.drop(own.fork(`f${(n += 1)}`).name),
    'write, then reset': () => {
      touch(own)
      own.reset()
    },
    'write, then diff': () => {
      touch(own)
      return own.diff()
    },
  }
  console.log(`\n${cards} cards and as many tasks: processor time per call, median of ${ROUNDS} rounds`)
  for (const [name, run] of Object.entries(rows)) {
    const micros = median(Array.from({ length: ROUNDS }, () => cost(run)))
    const verdict = micros < LIMIT_MICROS ? '' : '  MORE THAN 1 ms'
    console.log(`  ${name.padEnd(18)} ${micros.toFixed(1).padStart(8)} µs${verdict}`)
  }
}

function cost(run: () => unknown): number {
  const before = process.cpuUsage()
  for (let i = 0; i < CALLS; i++) run()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / CALLS
}

function median(values: readonly number[]): number {
  const ordered = [...values].sort((a, b) => a - b)
  return ordered[Math.floor(ordered.length / 2)] ?? NaN
}

type Rows = Iterable<object> & {
  readonly size: number
  insert(row: object): unknown
  update(key: number, patch: object): unknown
}

/** One task is renamed, as a call would. */
function touch(where: Pick<Fake, 'instances'>): void {
  tableOf(where, 'kanboard', 'tasks').update(1, { title: `at ${process.hrtime.bigint()}` })
}

async function filled(size: number): Promise<Fake> {
  const fake = createFake({ world: 'demo' })
  const cards = tableOf(fake, 'wekan', 'cards')
  const [card] = cards
  for (let id = 0; cards.size < size; id++) cards.insert({ ...card, _id: `bench-${id}`, listId: `list-${id % 1000}` })
  const tasks = tableOf(fake, 'kanboard', 'tasks')
  const [task] = tasks
  for (let id = 1_000_000; tasks.size < size; id++)
    tasks.insert({ ...task, id, project_id: id % 1000, column_id: id, place: `bench ${id}` })
  return fake
}
