import {
  closeSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import { clockModes } from '../kernel/clock.js'
import { UsageError } from '../kernel/product.js'
import { clockOf, restoreWorld, toPlain } from '../kernel/snapshot.js'
import type { World } from '../kernel/world.js'
import type { Instance } from './instance.js'
import type { Moment } from './sandbox.js'
import { packageVersion } from './version.js'

/** Raised when a file of an older program could not be read as it stands. */
const VERSION = 1

const Dump = z.strictObject({
  clock: z.strictObject({ mode: z.enum(clockModes), now: z.number(), speed: z.number().positive() }),
  ids: z.int(),
  counters: z.record(z.string(), z.number()),
  settings: z.record(z.string(), z.unknown()),
  tables: z.record(z.string(), z.array(z.record(z.string(), z.unknown()))),
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
 * names the file.
 */
export function readState(
  text: string,
  like: { baseline: Moment; instances: readonly Instance[] },
  what: string,
): LoadedState {
  const file = parsed(text, what)
  refuseOthers(file, like.instances, what)
  const [first] = Object.values(file.products)
  const clock = first ? clockOf(first.world.clock) : like.baseline.clock.fork()
  const worlds = new Map<string, World>()
  for (const { product } of like.instances) {
    const world = like.baseline.worlds.get(product.name)?.fork(clock)
    const saved = file.products[product.name]
    if (!world || !saved) continue
    try {
      restoreWorld(world, saved.world)
    } catch (error) {
      throw new UsageError(`${what}: ${product.name}: ${error instanceof Error ? error.message : String(error)}`)
    }
    worlds.set(product.name, world)
  }
  return { moment: { worlds, clock }, isBaseline: file.baseline }
}

function parsed(text: string, what: string): z.output<typeof StateFile> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new UsageError(`${what} is no state file: ${error instanceof Error ? error.message : String(error)}`)
  }
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

/**
 * Puts a file in the place of an older one at once: whoever reads it, and whatever ends this process, there is the old
 * one or the new one, and never a part.
 */
export function writeWhole(file: string, pieces: Iterable<string>): void {
  const target = targetOf(file)
  const folder = dirname(target)
  sweep(target)
  const beside = join(folder, `.${basename(target)}.${process.pid}.part`)
  try {
    writeAll(beside, pieces)
    renameSync(beside, target)
  } catch (error) {
    rmSync(beside, { force: true })
    throw error
  }
  flushFolder(folder)
}

/** A link stays one. */
function targetOf(file: string): string {
  try {
    return realpathSync(file)
  } catch {
    return file
  }
}

function writeAll(file: string, pieces: Iterable<string>): void {
  // It holds passwords and tokens of the world.
  const handle = openSync(file, 'w', 0o600)
  try {
    let held = ''
    for (const piece of pieces) {
      held += piece
      if (held.length < 1 << 20) continue
      writeFully(handle, held)
      held = ''
    }
    writeFully(handle, held)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

function writeFully(handle: number, text: string): void {
  const bytes = Buffer.from(text)
  for (let done = 0; done < bytes.length;) done += writeSync(handle, bytes, done)
}

/** The new name is safe only when the folder is. Windows opens no folders. */
function flushFolder(folder: string): void {
  if (process.platform === 'win32') return
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** What processes that ended while saving left behind. */
function sweep(target: string): void {
  const prefix = `.${basename(target)}.`
  for (const name of readdirSync(dirname(target))) {
    const pid = name.startsWith(prefix) ? /^(\d+)\.part$/.exec(name.slice(prefix.length))?.[1] : undefined
    if (pid !== undefined && !isRunning(Number(pid))) rmSync(join(dirname(target), name), { force: true })
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** The text of a file; undefined when there is none. Throws `UsageError` when it cannot be read. */
export function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw new UsageError(`cannot read ${file}: ${error instanceof Error ? error.message : String(error)}`)
  }
}
