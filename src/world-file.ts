import type { z } from 'zod'
import type { WorldFile as AnyWorldFile } from './fixtures/schema.js'
import type { kanboardFixture } from './kanboard/fixture.js'
import type { NeutralSchema } from './kernel/neutral.js'
import type { WekanFixture } from './wekan/fixture.js'

/**
 * A world as it is written: what both products hold alike, and the part of each.
 * @example
 * export default { both: { users: { ada: { admin: true } } } } satisfies WorldFile
 */
export type WorldFile = Pick<AnyWorldFile, 'about' | 'now'> & {
  readonly both?: z.input<typeof NeutralSchema>
  readonly wekan?: z.input<typeof WekanFixture>
  readonly kanboard?: z.input<typeof kanboardFixture>
}
