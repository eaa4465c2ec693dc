import {
  accessSync,
  closeSync,
  constants,
  fsyncSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { UsageError } from '../kernel/product.js'

/** Bytes that are read or written at once. */
const CHUNK_BYTES = 1 << 20

/**
 * Puts a file in the place of an older one at once: whoever reads it, and whatever ends this process, there is the old
 * one or the new one, and never a part.
 */
export function writeWhole(file: string, pieces: Iterable<string>): void {
  const place = placeFor(file)
  try {
    writeAll(place.beside, pieces)
    settle(place)
  } catch (error) {
    throw givenUp(place, error)
  }
}

/** Throws `UsageError` where no file can be written, because there is no folder for it. */
export function requireFolderOf(file: string): void {
  const folder = dirname(targetOf(file))
  try {
    accessSync(folder, constants.W_OK)
  } catch (error) {
    throw new UsageError(`cannot write ${file}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** The same of what comes in time. */
export async function writeAsItComes(file: string, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  const place = placeFor(file)
  try {
    await writeChunks(place.beside, chunks)
    settle(place)
  } catch (error) {
    throw givenUp(place, error)
  }
}

interface Place {
  readonly target: string
  readonly beside: string
}

function placeFor(file: string): Place {
  const target = targetOf(file)
  return { target, beside: join(dirname(target), `.${basename(target)}.${process.pid}.part`) }
}

function settle({ target, beside }: Place): void {
  renameSync(beside, target)
  flushFolder(dirname(target))
  sweep(target)
}

/** Leaves nothing behind; what the system refuses is told as the mistake of who named the file. */
function givenUp({ target, beside }: Place, error: unknown): unknown {
  rmSync(beside, { force: true })
  const isRefused = error instanceof Error && 'syscall' in error && error.syscall !== 'read'
  return isRefused ? new UsageError(`cannot write ${target}: ${error.message}`) : error
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
      if (held.length < CHUNK_BYTES) continue
      writeFully(handle, Buffer.from(held))
      held = ''
    }
    writeFully(handle, Buffer.from(held))
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

async function writeChunks(file: string, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  const handle = openSync(file, 'w', 0o600)
  try {
    for await (const chunk of chunks) writeFully(handle, chunk)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

function writeFully(handle: number, bytes: Uint8Array): void {
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

/** A file piece by piece; undefined when there is none. Throws `UsageError` when it cannot be read. */
export function chunksIfThere(file: string): Generator<Uint8Array> | undefined {
  try {
    return chunksOf(openSync(file, 'r'), file)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw unreadable(file, error)
  }
}

/** A chunk holds until the next one is asked for. */
function* chunksOf(handle: number, file: string): Generator<Uint8Array> {
  try {
    const chunk = new Uint8Array(CHUNK_BYTES)
    for (let size = read(handle, chunk, file); size > 0; size = read(handle, chunk, file)) yield chunk.subarray(0, size)
  } finally {
    closeSync(handle)
  }
}

function read(handle: number, chunk: Uint8Array, file: string): number {
  try {
    return readSync(handle, chunk)
  } catch (error) {
    throw unreadable(file, error)
  }
}

const unreadable = (file: string, error: unknown): UsageError =>
  new UsageError(`cannot read ${file}: ${error instanceof Error ? error.message : String(error)}`)
