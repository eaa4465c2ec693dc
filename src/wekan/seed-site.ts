import { FixtureError } from '../kernel/product.js'
import type { Table } from '../kernel/table.js'
import { insertAttachment } from './attachment-store.js'
import type { WekanContext } from './context.js'
import type { AttachmentPart, GroupPart, SitePart } from './fixture-site.js'
import type { CardRow, GroupRow } from './tables.js'

/** Adds settings of the site, organisations and teams. */
export function addSite(ctx: WekanContext, { site, orgs, teams }: SitePart): void {
  const { settings } = ctx.world
  ctx.world.settings = { ...settings, site: { ...settings.site, ...site } }
  addGroups(ctx, orgs, { table: ctx.db.orgs, prefix: 'org' })
  addGroups(ctx, teams, { table: ctx.db.teams, prefix: 'team' })
}

function addGroups(
  ctx: WekanContext,
  groups: Readonly<Record<string, GroupPart>> = {},
  { table, prefix }: { readonly table: Table<GroupRow>; readonly prefix: 'org' | 'team' },
): void {
  for (const [key, { id, createdAt, displayName = key, isActive = true, ...rest }] of Object.entries(groups)) {
    const _id = id ?? ctx.world.ids.meteor()
    if (table.has(_id)) {
      throw new FixtureError([`${prefix}s`, key, 'id'], `the id '${_id}' is another's: give each an id of its own`)
    }
    const at = createdAt === undefined ? ctx.at : new Date(createdAt).toISOString()
    const members = Object.entries({ displayName, ...rest, isActive }).filter(([, value]) => value !== undefined)
    const named = members.map(([name, value]) => [`${prefix}${name.charAt(0).toUpperCase()}${name.slice(1)}`, value])
    table.insert({ _id, ...Object.fromEntries(named), createdAt: at, modifiedAt: at })
  }
}

interface Place {
  readonly card: CardRow
  readonly path: readonly (string | number)[]
  readonly userIds: ReadonlyMap<string, string>
}

/** Adds the attachments of a card. */
export function addAttachments(
  ctx: WekanContext,
  attachments: readonly AttachmentPart[] = [],
  { card, path, userIds }: Place,
): void {
  for (const [index, { id, name, type = 'text/plain', text, base64, by }] of attachments.entries()) {
    const at = [...path, 'attachments', index]
    if (id !== undefined && ctx.db.attachments.has(id)) {
      throw new FixtureError([...at, 'id'], `the id '${id}' is another attachment's`)
    }
    const userId = by === undefined ? undefined : userIds.get(by)
    if (by !== undefined && userId === undefined) {
      throw new FixtureError(
        [...at, 'by'],
        `no user has the key '${by}': choose one of ${[...userIds.keys()].join(', ')}`,
      )
    }
    const bytes = base64 === undefined ? Buffer.from(text ?? '') : Buffer.from(base64, 'base64')
    const { boardId, swimlaneId, listId, _id: cardId } = card
    insertAttachment(ctx, {
      ...(id === undefined ? {} : { id }),
      ...{ name, type, bytes },
      meta: { boardId, swimlaneId, listId, cardId },
      ...(userId === undefined ? {} : { userId }),
    })
  }
}
