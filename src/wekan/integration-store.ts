import type { WekanContext } from './context.js'
import { ValidationError } from './failures.js'
import { refuseFlagWords } from './flag-words.js'
import type { IntegrationRow } from './rows.js'
import { cleanInsert, cleanSet, flag, listOf, text } from './schema.js'
import type { DocumentSchema } from './schema.js'
import { nextId } from './tables.js'
import { isLocalName } from './webhook-guard.js'

const schema: DocumentSchema = {
  enabled: { is: flag, isRequired: true },
  title: { is: text },
  type: { is: text, isRequired: true },
  activities: { is: listOf(text), isRequired: true },
  url: { is: text, isRequired: true },
  token: { is: text },
  boardId: { is: text, isRequired: true },
  userId: { is: text, isRequired: true },
}

/** A webhook as the handler hands it to the collection. */
export interface NewIntegration {
  /** Given by fixtures alone, as are all but the first three that follow. */
  readonly id?: string
  readonly userId: unknown
  readonly boardId: string
  readonly url: unknown
  readonly enabled?: boolean
  readonly type?: string
  readonly activities?: readonly string[]
  readonly title?: string
  readonly token?: string
}

/** Judges a webhook and puts it in. Throws ValidationError. */
export function insertIntegration(ctx: WekanContext, wanted: NewIntegration): IntegrationRow {
  const { id, userId, boardId, url, enabled = true, type = 'outgoing-webhooks', activities = ['all'] } = wanted
  const { title, token } = wanted
  const given = cleanInsert(
    ctx,
    'integrations',
    { userId, boardId, url, enabled, type, activities, title, token },
    schema,
  )
  refuseLocalName(ctx, url, 'insert')
  const { title: name, token: secret, ...early } = given
  const late = Object.fromEntries(Object.entries({ title: name, token: secret }).filter(([, one]) => one !== undefined))
  const doc = { _id: id ?? nextId(ctx.world), ...early, createdAt: ctx.at, modifiedAt: ctx.at, ...late }
  // Judged above.
  return ctx.db.integrations.insert(doc as unknown as IntegrationRow)
}

/** Writes a member as `$set` does, and judges it even where there is no webhook to write. Throws ValidationError. */
export function setOnIntegration(
  ctx: WekanContext,
  integration: IntegrationRow | undefined,
  set: Readonly<Record<string, unknown>>,
): void {
  refuseFlagWords(ctx, set, ['enabled'])
  const written = cleanSet(ctx, 'integrations', set, schema)
  refuseLocalName(ctx, set['url'], 'update')
  if (!integration) return
  const gone = Object.fromEntries(written.unset.map((key) => [key, undefined]))
  ctx.db.integrations.update(integration._id, { ...written.set, ...gone, modifiedAt: ctx.at })
}

function refuseLocalName(ctx: WekanContext, url: unknown, call: 'insert' | 'update'): void {
  if (isLocalName(ctx, url)) throw new ValidationError(`Url is invalid in integrations ${call}Async`)
}

/** A webhook as it is answered, which is without its token. */
export function shownIntegration({ token: _, ...shown }: IntegrationRow): Omit<IntegrationRow, 'token'> {
  return shown
}
