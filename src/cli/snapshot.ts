import { existsSync, openAsBlob, readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { UsageError } from '../kernel/product.js'
import { controlOperations } from '../control/operations.js'
import { writeAsItComes } from '../server/whole-file.js'
import { acting, planeCommand, show, withPlane } from './plane-target.js'
import type { PlaneFlags } from './plane-target.js'

interface SnapshotFlags extends PlaneFlags {
  readonly list: boolean
  readonly drop: boolean
  readonly download?: string
  readonly upload?: string
}

export function snapshotCommand(finish: (code: number) => void): Command {
  return planeCommand(
    'snapshot',
    'Keep the state of a running fake under a name; without a name, list what is kept.',
    'snapshot before-import --url http://127.0.0.1:3000',
  )
    .argument('[name]', 'name of the snapshot')
    .option('--drop', 'forget it', false)
    .option('--download <file>', 'write it to a file')
    .option('--upload <file>', 'take it from a file')
    .action(acting(finish, snapshot))
}

async function snapshot([name]: readonly [string | undefined], flags: SnapshotFlags): Promise<number> {
  if (name === undefined) return list(flags)
  const { drop, download, upload } = flags
  if ([drop, download !== undefined, upload !== undefined].filter(Boolean).length > 1)
    throw new UsageError('--drop, --download and --upload: give one of them')
  await withPlane(flags, async (plane) => {
    if (drop) return plane.dropSnapshot({ name })
    if (upload !== undefined) return plane.uploadSnapshot({ name, file: await blobOf(upload) })
    if (download === undefined) return plane.saveSnapshot({ name })
    await writeAsItComes(download, plane.pieces(controlOperations.downloadSnapshot, { name }))
    return undefined
  })
  const done = drop ? 'dropped' : download !== undefined ? `wrote ${download} from` : 'kept'
  show(flags, { snapshot: name }, [`${done} ${name}`])
  return 0
}

async function list(flags: SnapshotFlags): Promise<number> {
  if (flags.drop || flags.download !== undefined || flags.upload !== undefined) throw new UsageError('name a snapshot')
  const { snapshots } = await withPlane(flags, (plane) => plane.snapshots())
  const rows = (counts: Readonly<Record<string, number>>): string =>
    Object.entries(counts)
      .map(([product, count]) => `${product} ${count} rows`)
      .join(', ')
  show(
    flags,
    snapshots,
    snapshots.map((one) => `${one.name}  ${one.problem ?? `${one.at ?? ''}  ${rows(one.rows)}`}`),
  )
  return 0
}

export function restoreCommand(finish: (code: number) => void): Command {
  return planeCommand('restore', 'Bring a running fake back to a snapshot, which stays.', 'restore before-import')
    .argument('<name>', 'name of the snapshot')
    .action(
      acting<readonly [string], PlaneFlags>(finish, async ([name], flags) => {
        await withPlane(flags, (plane) => plane.restore({ name }))
        show(flags, { restored: name }, [`restored ${name}`])
        return 0
      }),
    )
}

/** Throws `UsageError` when it cannot be read. */
export function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new UsageError(`cannot read ${file}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** A file to be sent, which is read as it is sent. Throws `UsageError` when it cannot be read. */
export async function blobOf(file: string): Promise<Blob> {
  // What opens blobs does not say why it cannot.
  if (!existsSync(file)) throw new UsageError(`cannot read ${file}: there is no such file`)
  try {
    return await openAsBlob(file)
  } catch (error) {
    throw new UsageError(`cannot read ${file}: ${error instanceof Error ? error.message : String(error)}`)
  }
}
