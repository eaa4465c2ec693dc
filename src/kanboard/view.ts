import type { Profile } from '../kernel/product.js'
import { inVersions } from '../kernel/versions.js'
import type { View } from '../kernel/view.js'
import { undocumentedColumns } from './procedures/user-quirks.js'

/**
 * From where answers are looked at. The axis `columns` is `printed` where a release shows only what a page of its time
 * prints, else `all`.
 */
export function viewOf(profile: Profile, options: Readonly<Record<string, string>>, quirks: ReadonlySet<string>): View {
  const isPrinted = inVersions(undocumentedColumns, profile.version) && !quirks.has(undocumentedColumns.name)
  return { version: profile.shape ?? profile.version, axes: { ...options, columns: isPrinted ? 'printed' : 'all' } }
}
