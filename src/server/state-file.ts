import { z } from 'zod'
import { EARLIEST_MS, LATEST_MS } from '../control/moment.js'
import { clockModes } from '../kernel/clock.js'
import { UsageError } from '../kernel/product.js'
import { restoring, toPlain } from '../kernel/snapshot.js'
import type { World } from '../kernel/world.js'
import type { Instance } from './instance.js'
import type { Moment } from './sandbox.js'
import { withoutRows } from './state-lines.js'
import { packageVersion } from './version.js'

/** Raised when a file of an older program could not be read as it stands. */
const VERSION = 1

const Millis = z.number().min(EARLIEST_MS).max(LATEST_MS)

const Dump = z.strictObject({
  clock: z.strictObject({ mode: z.enum(clockModes), now: Millis, speed: z.number().positive().max(1e6) }),
  ids: z.int(),
  counters: z.record(z.string(), z.number()),
  settings: z.record(z.string(), z.unknown()),
  /** Rows are read one by one. */
  tables: z.record(z.string(), z.array(z.never())),
})

const StateFile = z.strictObject({
  stuntboard: z.literal('state'),
  version: z.literal(VERSION),
  savedBy: z.string(),
  baseline: z.boolean(),
  products: z.record(
    z.string(),
    z.strictObject({ profile: z.string(), options: z.record(z.string(), z.string()), world: Dump }),
  ),
})

/** A state that was read, and whether reset is to return to it. */
export interface LoadedState {
  readonly moment: Moment
  readonly isBaseline: boolean
}

/** The text of a state file in pieces, a row a line, so that no state is too large for one string. */
export function* stateText(moment: Moment, instances: readonly Instance[], isBaseline = false): Generator<string> {
  const head = { stuntboard: 'state', version: VERSION, savedBy: packageVersion(), baseline: isBaseline }
  yield `${JSON.stringify(head).slice(0, -1)},"products":{`
  let separator = '\n'
  for (const { product, setup } of instances) {
    const world = moment.worlds.get(product.name)
    if (!world) continue
    const chosen = JSON.stringify({ profile: setup.profile.id, options: setup.options }).slice(0, -1)
    yield `${separator}${JSON.stringify(product.name)}:${chosen},"world":`
    yield* worldText(world)
    yield '}'
    separator = ',\n'
  }
  yield '\n}}\n'
}

function* worldText(world: World): Generator<string> {
  const { clock, ids, counters, settings } = world
  const small = {
    clock: clock.state,
    ids: ids.state,
    counters: Object.fromEntries(counters),
    settings: toPlain(settings),
  }
  yield `${JSON.stringify(small).slice(0, -1)},"tables":{`
  let separator = '\n'
  for (const [name, table] of Object.entries(world.tables)) {
    yield `${separator}${JSON.stringify(name)}:[`
    let comma = '\n'
    for (const row of table) {
      yield `${comma}${JSON.stringify(toPlain(row))}`
      comma = ',\n'
    }
    yield ']'
    separator = ',\n'
  }
  yield '}}'
}

/**
 * Reads a state for the products that are served. Throws `UsageError` that says what is wrong and what to do; `what`
 * names the file. Nothing that is served is changed.
 */
export function readState(
  chunks: Iterable<Uint8Array>,
  like: { baseline: Moment; instances: readonly Instance[] },
  what: string,
): LoadedState {
  const names = like.instances.map(({ product }) => product.name)
  const clock = like.baseline.clock.fork()
  const worlds = new Map(
    names.flatMap((name) => {
      const world = like.baseline.worlds.get(name)?.fork(clock)
      return world ? [[name, world] as const] : []
    }),
  )
  const shapes = new Map(like.instances.map(({ product }) => [product.name, product.stored]))
  const readers = new Map([...worlds].map(([name, world]) => [name, restoring(world, shapes.get(name))]))
  const file = checked(
    withoutRows(chunks, what, ({ product, table, row }) => readers.get(product)?.row(table, row)),
    what,
  )
  refuseOthers(file, like.instances, what)
  for (const [name, reader] of readers) {
    const saved = file.products[name]
    if (saved) located(`${what}: ${name}`, () => reader.end(saved.world))
  }
  return { moment: { worlds, clock }, isBaseline: file.baseline }
}

function located(where: string, act: () => void): void {
  try {
    act()
  } catch (error) {
    throw new UsageError(`${where}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function checked(value: unknown, what: string): z.output<typeof StateFile> {
  const { success, data, error } = StateFile.safeParse(value)
  if (success) return data
  const head = z.looseObject({ stuntboard: z.literal('state'), version: z.unknown() }).safeParse(value)
  if (!head.success) throw new UsageError(`${what} is no state file: it does not begin with "stuntboard": "state"`)
  if (head.data.version !== VERSION) {
    throw new UsageError(
      `${what} is of version ${JSON.stringify(head.data.version)}, and this program reads version ${VERSION}: read it with the program that wrote it, or start without it`,
    )
  }
  const [issue] = error.issues
  throw new UsageError(`${what}: at ${issue?.path.map(String).join('.') || 'the top'}: ${issue?.message ?? ''}`)
}

/** Rows of one release or database are not those of another. */
function refuseOthers({ products }: z.output<typeof StateFile>, instances: readonly Instance[], what: string): void {
  const served = instances.map(({ product }) => product.name)
  const saved = Object.keys(products)
  if (served.toSorted().join() !== saved.toSorted().join()) {
    throw new UsageError(
      `${what} is of ${saved.join(' and ') || 'no product'}, and ${served.join(' and ')} is served: start with --products ${saved.join(',')}`,
    )
  }
  for (const { product, setup } of instances) {
    const own = products[product.name]
    if (!own) continue
    if (own.profile !== setup.profile.id) {
      throw new UsageError(
        `${what} is of ${own.profile}, and ${setup.profile.id} is served: start with --profile ${own.profile}`,
      )
    }
    for (const [name, value] of Object.entries(own.options)) {
      if (setup.options[name] === value) continue
      throw new UsageError(
        `${what} is of ${name} ${value}, and ${setup.options[name] ?? 'none'} is served: start with --${name} ${value}`,
      )
    }
  }
}
