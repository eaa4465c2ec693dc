import { z } from 'zod'
import type { Table } from '../../kernel/table.js'
import { lenient } from '../../kernel/view.js'
import type { Lenient } from '../../kernel/view.js'
import {
  getAdminOrgsExamples,
  getAdminTeamsExamples,
  updateAllAdminOrgFeaturesExamples,
  updateAllAdminTeamFeaturesExamples,
  updateAdminOrgFeaturesExamples,
  updateAdminTeamFeaturesExamples,
} from '../examples/groups.js'
import { siteAdmin } from '../access.js'
import { ofRows } from '../document-fields.js'
import type { WekanContext } from '../context.js'
import { route } from '../route.js'
import { Sent } from '../failures.js'
import type { GroupRow } from '../tables.js'

const moment = z.iso.datetime()
const text = (about: string): z.ZodOptional<z.ZodString> => z.string().optional().describe(about)
const flag = (about: string): z.ZodOptional<z.ZodBoolean> => z.boolean().optional().describe(about)

const abouts = {
  SharedTemplates: 'Members may share their template boards with it.',
  PropagateMembersToBoards: 'Its members become members of its boards.',
  SyncMembersFromAuth: 'Its members come from the login service.',
}
// The keys of `abouts`, and no others.
const features = Object.keys(abouts) as (keyof typeof abouts)[]
type Prefix = 'org' | 'team'
type Named<P extends Prefix, N extends string, S> = { [K in N as `${P}${K}`]: S }

/** What is different between the two kinds of groups. */
interface Kind<P extends Prefix = Prefix> {
  readonly prefix: P
  readonly table: (ctx: WekanContext) => Table<GroupRow>
}
const orgKind: Kind<'org'> = { prefix: 'org', table: (ctx) => ctx.db.orgs }
const teamKind: Kind<'team'> = { prefix: 'team', table: (ctx) => ctx.db.teams }

function shapeOf<P extends Prefix, S extends z.ZodType>(
  { prefix }: Kind<P>,
  schema: (about: string) => S,
): Named<P, keyof typeof abouts, S> {
  const shape = Object.fromEntries(Object.entries(abouts).map(([name, about]) => [`${prefix}${name}`, schema(about)]))
  return shape as Named<P, keyof typeof abouts, S>
}

/** Members whose names begin with that of the kind. */
function named<P extends Prefix, M extends Readonly<Record<string, z.ZodType>>>(
  prefix: P,
  members: M,
): { [K in keyof M & string as `${P}${K}`]: M[K] } {
  const shape = Object.fromEntries(Object.entries(members).map(([name, schema]) => [prefix + name, schema]))
  return shape as { [K in keyof M & string as `${P}${K}`]: M[K] }
}

const lineOf = <P extends Prefix>(kind: Kind<P>) =>
  ofRows(
    z
      .object({
        _id: z.string().describe('Its id.'),
        ...named(kind.prefix, { DisplayName: text('Name that is shown.'), ShortName: text('Short name.') }),
        ...shapeOf(kind, (about) => z.boolean().describe(about)),
      })
      .describe(kind.prefix === 'org' ? 'An organisation.' : 'A team.'),
  )

const documentOf = <P extends Prefix, M extends Readonly<Record<string, z.ZodType>>>(kind: Kind<P>, more: M) =>
  ofRows(
    z
      .looseObject({
        _id: z.string().describe('Its id.'),
        ...named(kind.prefix, {
          DisplayName: text('Name that is shown.'),
          Desc: text('What it is.'),
          ShortName: text('Short name.'),
          Website: text('Its address on the web.'),
          IsActive: flag('Whether it is in use.'),
        }),
        ...shapeOf(kind, flag),
        ...more,
        createdAt: moment.describe('When it was made.'),
        modifiedAt: moment.describe('When it was last written.'),
      })
      .describe(kind.prefix === 'org' ? 'An organisation, whole.' : 'A team, whole.'),
  )

const orgTexts = {
  orgAutoAddUsersWithDomainName: text('Users with addresses of this domain become members.'),
  orgDomains: text('Host names on which it is served.'),
  orgProductName: text('Name in place of WeKan.'),
  orgThemeColor: text('Its colour theme.'),
  orgThemeCustomColors: z.array(z.string()).optional().describe('Colours of that theme.'),
  orgCustomLoginLogoImageUrl: text('Picture on the login page.'),
  orgCustomLoginLogoLinkUrl: text('Where that picture leads.'),
  orgTextBelowCustomLoginLogo: text('Text below that picture.'),
  orgCustomTopLeftCornerLogoImageUrl: text('Picture in the top left corner.'),
  orgCustomTopLeftCornerLogoLinkUrl: text('Where that picture leads.'),
  orgCustomHelpLinkUrl: text('Where Help leads.'),
  orgLegalNotice: text('Where the legal notice is.'),
}

const errors = (step: number) =>
  [
    {
      when: 'no token, or an unknown one',
      status: 200,
      code: 'Unauthorized',
      source: { evidence: `wekan/v11.07/auth-failure-shapes.json step ${step}` },
    },
    {
      when: 'the caller is not site admin',
      status: 200,
      code: 'Forbidden',
      source: { code: 'wekan/wekan@v11.07 server/authentication.js:13' },
    },
  ] as const

const badField = {
  when: 'there is no such feature',
  status: 200,
  code: 'invalid-field',
  result: { error: 'invalid-field' },
  source: { code: 'wekan/wekan@v11.07 server/models/org.js:408' },
} as const

const shared = {
  group: 'settings',
  versions: { since: '9.59' },
  auth: 'site-admin',
  failure: 'S200',
  unverified: 'recordings show the failures without a token alone: groups cannot be made over the API',
} as const

const featureOf = <P extends Prefix>(kind: Kind<P>): z.ZodType<keyof Feature<P>, keyof Feature<P>> =>
  // The names are those of the features, with the prefix before them.
  z.enum(features.map((name) => `${kind.prefix}${name}`)) as unknown as z.ZodType<keyof Feature<P>, keyof Feature<P>>

const Updated = z.object({ updated: z.number().describe('How many there are.') })
type Feature<P extends Prefix> = Named<P, keyof typeof abouts, true>
const oneFeature = <P extends Prefix>(
  kind: Kind<P>,
): { field: Lenient<z.ZodType<keyof Feature<P>, keyof Feature<P>>>; value: Lenient<z.ZodBoolean> } => ({
  field: lenient(featureOf(kind).describe('Which feature.')),
  value: lenient(z.boolean().describe('Whether it is on.')),
})

export const getAdminOrgs = route({
  ...shared,
  id: 'get_admin_orgs',
  summary: 'All organisations with their features.',
  sources: [{ code: 'wekan/wekan@v11.07 server/models/org.js:322' }],
  effect: 'read',
  method: 'GET',
  path: '/api/admin/orgs',
  params: {},
  body: {},
  output: z.array(lineOf(orgKind)),
  errors: errors(60),
  examples: getAdminOrgsExamples,
  handle: (ctx) => listed(ctx, orgKind),
})

export const updateAdminOrgFeatures = route({
  ...shared,
  id: 'update_admin_org_features',
  summary: 'Switch features of one organisation.',
  doc: 'Answers the whole document; nothing for an unknown id.',
  sources: [{ code: 'wekan/wekan@v11.07 server/models/org.js:366' }],
  effect: 'admin',
  method: 'PUT',
  path: '/api/admin/orgs/:orgId/features',
  params: { orgId: z.string().describe('Id of the organisation.') },
  body: shapeOf(orgKind, (about) => lenient(flag(about))),
  output: documentOf(orgKind, orgTexts),
  errors: errors(60),
  examples: updateAdminOrgFeaturesExamples,
  handle: (ctx, { params, body }) => switched(ctx, orgKind, { id: params.orgId, body }),
})

export const updateAllAdminOrgFeatures = route({
  ...shared,
  id: 'update_all_admin_org_features',
  summary: 'Switch one feature of all organisations.',
  sources: [{ code: 'wekan/wekan@v11.07 server/models/org.js:403' }],
  effect: 'admin',
  method: 'PUT',
  path: '/api/admin/orgs/features',
  params: {},
  body: oneFeature(orgKind),
  output: Updated,
  errors: [...errors(60), badField],
  examples: updateAllAdminOrgFeaturesExamples,
  handle: (ctx, { body }) => switchedAll(ctx, orgKind, body),
})

export const getAdminTeams = route({
  ...shared,
  id: 'get_admin_teams',
  summary: 'All teams with their features.',
  sources: [{ code: 'wekan/wekan@v11.07 server/models/team.js:286' }],
  effect: 'read',
  method: 'GET',
  path: '/api/admin/teams',
  params: {},
  body: {},
  output: z.array(lineOf(teamKind)),
  errors: errors(61),
  examples: getAdminTeamsExamples,
  handle: (ctx) => listed(ctx, teamKind),
})

export const updateAdminTeamFeatures = route({
  ...shared,
  id: 'update_admin_team_features',
  summary: 'Switch features of one team.',
  doc: 'Answers the whole document; nothing for an unknown id.',
  sources: [{ code: 'wekan/wekan@v11.07 server/models/team.js:330' }],
  effect: 'admin',
  method: 'PUT',
  path: '/api/admin/teams/:teamId/features',
  params: { teamId: z.string().describe('Id of the team.') },
  body: shapeOf(teamKind, (about) => lenient(flag(about))),
  output: documentOf(teamKind, {}),
  errors: errors(61),
  examples: updateAdminTeamFeaturesExamples,
  handle: (ctx, { params, body }) => switched(ctx, teamKind, { id: params.teamId, body }),
})

export const updateAllAdminTeamFeatures = route({
  ...shared,
  id: 'update_all_admin_team_features',
  summary: 'Switch one feature of all teams.',
  sources: [{ code: 'wekan/wekan@v11.07 server/models/team.js:367' }],
  effect: 'admin',
  method: 'PUT',
  path: '/api/admin/teams/features',
  params: {},
  body: oneFeature(teamKind),
  output: Updated,
  errors: [...errors(61), badField],
  examples: updateAllAdminTeamFeaturesExamples,
  handle: (ctx, { body }) => switchedAll(ctx, teamKind, body),
})

function listed(ctx: WekanContext, { prefix, table }: Kind): object[] {
  siteAdmin(ctx)
  return [...table(ctx)].map((row) => ({
    _id: row._id,
    ...pick(row, [`${prefix}DisplayName`, `${prefix}ShortName`]),
    ...Object.fromEntries(features.map((name) => [`${prefix}${name}`, Boolean(row[`${prefix}${name}`])])),
  }))
}

function pick(row: GroupRow, keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(keys.filter((key) => row[key] !== undefined).map((key) => [key, row[key]]))
}

function switched(
  ctx: WekanContext,
  { prefix, table }: Kind,
  { id, body }: { readonly id: string; readonly body: Readonly<Record<string, unknown>> },
): object | undefined {
  siteAdmin(ctx)
  const given = features.map((name) => `${prefix}${name}`).filter((key) => body[key] !== undefined)
  const patch = Object.fromEntries(given.map((key) => [key, Boolean(body[key])]))
  if (given.length > 0) table(ctx).update(id, { ...patch, modifiedAt: ctx.at })
  const row = table(ctx).get(id)
  if (!row) ctx.explain(`no ${prefix} has the id '${id}'`)
  return row
}

function switchedAll(
  ctx: WekanContext,
  { prefix, table }: Kind,
  body: Readonly<Record<string, unknown>>,
): { updated: number } {
  siteAdmin(ctx)
  const field = features.map((name) => `${prefix}${name}`).find((key) => key === body['field'])
  if (field === undefined) throw new Sent(200, { error: 'invalid-field' })
  const ids = [...table(ctx)].map(({ _id }) => _id)
  for (const id of ids) table(ctx).update(id, { [field]: Boolean(body['value']), modifiedAt: ctx.at })
  return { updated: ids.length }
}
