/** A file in an archive. */
export interface Entry {
  readonly name: string
  readonly bytes: Uint8Array
}

/**
 * A ZIP archive. `madeAt` (milliseconds since the epoch) is written as the time of every entry, so that the same entries
 * give the same bytes.
 */
export async function zipOf(entries: readonly Entry[], madeAt: number): Promise<Uint8Array> {
  const { zipSync } = await import('fflate')
  return zipSync(Object.fromEntries(entries.map(({ name, bytes }) => [name, bytes])), { mtime: zipTime(madeAt) })
}

/** What is in an archive, by name; undefined when it is none. */
export async function unzipped(bytes: Uint8Array): Promise<ReadonlyMap<string, Uint8Array> | undefined> {
  const { unzipSync } = await import('fflate')
  try {
    return new Map(Object.entries(unzipSync(bytes)))
  } catch {
    return undefined
  }
}

/** ZIP keeps local time, and years from 1980 to 2099: the parts of UTC are given as local ones. */
function zipTime(madeAt: number): Date {
  const at = new Date(madeAt)
  const year = Math.min(2099, Math.max(1980, at.getUTCFullYear()))
  return new Date(year, at.getUTCMonth(), at.getUTCDate(), at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds())
}
