import { z } from 'zod'
import { siteFields } from './site-settings.js'

const flag = z.boolean().optional()
const id = z.string().min(1).optional().describe('Id; default a new one.')
const moment = z.iso.datetime({ offset: true }).optional()

const group = {
  id,
  displayName: z.string().optional().describe('Name that is shown; default the key.'),
  shortName: z.string().optional().describe('Short name.'),
  desc: z.string().optional().describe('What it is.'),
  website: z.string().optional().describe('Its address on the web.'),
  isActive: flag.describe('Whether it is in use; default true.'),
  sharedTemplates: flag.describe('Members may share their template boards with it.'),
  propagateMembersToBoards: flag.describe('Its members become members of its boards.'),
  syncMembersFromAuth: flag.describe('Its members come from the login service.'),
  createdAt: moment.describe('Default the moment of the world.'),
}

export const OrgFixture = z.strictObject(group).describe('An organisation.')
export const TeamFixture = z.strictObject(group).describe('A team.')

export const AttachmentFixture = z
  .strictObject({
    id,
    name: z.string().min(1).describe('Name of the file.'),
    type: z.string().min(1).optional().describe('Media type; default text/plain.'),
    text: z.string().optional().describe('What the file holds; this or `base64`.'),
    base64: z.base64().optional().describe('What the file holds, in Base64.'),
    by: z.string().min(1).optional().describe('Key of the user who attached it.'),
  })
  .describe('An attachment.')

/** What an installation of a world file has beside users and boards. */
export const siteParts = {
  site: z
    .strictObject(
      Object.fromEntries(
        siteFields
          .filter(({ key }) => key !== 'disableRegistration')
          .map(({ key, type, about }) => [
            key,
            (type === 'Boolean' ? z.boolean() : z.string()).optional().describe(about),
          ]),
      ),
    )
    .optional()
    .describe('Settings of the site as GET /api/settings shows them; disableRegistration stands in `settings`.'),
  orgs: z.record(z.string(), OrgFixture).optional().describe('Organisations by key.'),
  teams: z.record(z.string(), TeamFixture).optional().describe('Teams by key.'),
}

/** With which domains a board is shared. */
export const domainParts = {
  domains: z.array(z.string().min(1)).optional().describe('Domains of e-mail addresses with which it is shared.'),
}

export type SitePart = z.output<z.ZodObject<typeof siteParts>>
export type GroupPart = z.output<typeof OrgFixture>
export type AttachmentPart = z.output<typeof AttachmentFixture>
