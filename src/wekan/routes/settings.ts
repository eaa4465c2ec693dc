import { z } from 'zod'
import { lenient } from '../../kernel/view.js'
import { siteAdmin } from '../access.js'
import { shownSite, siteFields, writeSite } from '../site-settings.js'
import type { SiteField } from '../site-settings.js'
import { route } from '../route.js'

const schemaOf = ({ type, about }: SiteField): z.ZodType =>
  (type === 'Boolean' ? z.boolean() : z.string()).nullable().optional().describe(about)

type SiteShape = {
  [F in (typeof siteFields)[number] as F['key']]: z.ZodOptional<
    z.ZodNullable<F['type'] extends 'Boolean' ? z.ZodBoolean : z.ZodString>
  >
}

/** One member for each setting, by its key. */
const siteShape = (schema: (field: SiteField) => z.ZodType): SiteShape =>
  Object.fromEntries(siteFields.map((field) => [field.key, schema(field)])) as unknown as SiteShape

const SiteSettings = z
  .object({
    _id: z.string().describe('Id of the one settings document.'),
    ...siteShape(schemaOf),
  })
  .describe('Settings of the installation, those of outgoing mail left out.')

const errors = [
  {
    when: 'no token, or an unknown one',
    status: 200,
    code: 'Unauthorized',
    source: { evidence: 'wekan/v11.07/auth-failure-shapes.json step 58' },
  },
  {
    when: 'the caller is not site admin',
    status: 200,
    code: 'Forbidden',
    source: { evidence: 'wekan/v11.07/settings.json step 4' },
  },
] as const

const fresh = {
  _id: 'oHTCpcZCRY6KWhJnH',
  disableRegistration: false,
  disableForgotPassword: false,
  displayAuthenticationMethod: true,
  defaultAuthenticationMethod: 'password',
  accessibilityPageEnabled: false,
  supportPageEnabled: false,
  supportPagePublic: false,
}

export const getGlobalSettings = route({
  id: 'get_global_settings',
  group: 'settings',
  summary: 'Settings of the installation.',
  sources: [{ code: 'wekan/wekan@v11.07 server/models/settings.js:595' }],
  versions: { since: '9.59' },
  effect: 'read',
  method: 'GET',
  path: '/api/settings',
  auth: 'site-admin',
  failure: 'S200',
  params: {},
  body: {},
  output: SiteSettings,
  errors,
  examples: [
    {
      title: 'of a fresh install',
      input: { params: {}, query: {}, body: {} },
      output: fresh,
      source: { evidence: 'wekan/v11.07/settings.json step 3' },
    },
  ],
  handle(ctx) {
    siteAdmin(ctx)
    return shownSite(ctx)
  },
})

export const updateGlobalSettings = route({
  id: 'update_global_settings',
  group: 'settings',
  summary: 'Change settings of the installation.',
  doc: 'Members that are not listed are ignored, and so is mailServer. An empty text takes a member out.',
  sources: [{ code: 'wekan/wekan@v11.07 server/models/settings.js:618' }],
  versions: { since: '9.59' },
  effect: 'admin',
  method: 'PUT',
  path: '/api/settings',
  auth: 'site-admin',
  failure: 'S200',
  params: {},
  body: siteShape((field) => lenient(schemaOf(field))),
  output: SiteSettings,
  errors: [
    ...errors,
    {
      when: 'a value of another type, or an empty defaultAuthenticationMethod',
      status: 200,
      contentType: 'application/json',
      source: { code: 'wekan/wekan@v11.07 models/settings.js:24' },
    },
  ],
  examples: [
    {
      title: 'registrations are allowed again',
      input: { params: {}, query: {}, body: { disableRegistration: false } },
      output: {
        _id: 'oHTCpcZCRY6KWhJnH',
        disableRegistration: false,
        disableForgotPassword: false,
        productName: 'Kanban',
        displayAuthenticationMethod: true,
        defaultAuthenticationMethod: 'password',
        accessibilityPageEnabled: false,
        supportPageEnabled: false,
        supportPagePublic: false,
      },
      source: { evidence: 'wekan/v11.07/settings.json step 15' },
    },
  ],
  handle(ctx, { body }) {
    siteAdmin(ctx)
    writeSite(ctx, body)
    return shownSite(ctx)
  },
})
