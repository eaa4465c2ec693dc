import type { Schema } from './clean.js'
import { cleanValue, validate } from './clean.js'
import type { WekanContext } from './context.js'
import { ValidationError } from './failures.js'
import { humanised } from './label.js'

/** A member of the settings document that the API shows and takes, in its order. */
export interface SiteField {
  readonly key: string
  readonly type: 'Boolean' | 'String'
  readonly about: string
  /** What a fresh install has. */
  readonly initially?: boolean | string
}

/** code: wekan/wekan@v11.07 server/models/settings.js REST_SETTINGS_FIELDS; mailServer is left out there on purpose */
export const siteFields = [
  { key: 'disableRegistration', type: 'Boolean', about: 'Nobody may register.', initially: false },
  { key: 'disableForgotPassword', type: 'Boolean', about: 'No mails for forgotten passwords.', initially: false },
  { key: 'productName', type: 'String', about: 'Name in place of WeKan.' },
  { key: 'displayAuthenticationMethod', type: 'Boolean', about: 'The login page offers a choice.', initially: true },
  { key: 'defaultAuthenticationMethod', type: 'String', about: 'password, ldap, …', initially: 'password' },
  { key: 'spinnerName', type: 'String', about: 'The spinner while loading.' },
  { key: 'hideLogo', type: 'Boolean', about: 'No logo.' },
  { key: 'hideCardCounterList', type: 'Boolean', about: 'No list of card counters.' },
  { key: 'hideBoardMemberList', type: 'Boolean', about: 'No list of board members.' },
  { key: 'customLoginLogoImageUrl', type: 'String', about: 'Picture on the login page.' },
  { key: 'customLoginLogoLinkUrl', type: 'String', about: 'Where that picture leads.' },
  { key: 'customHelpLinkUrl', type: 'String', about: 'Where Help leads.' },
  { key: 'textBelowCustomLoginLogo', type: 'String', about: 'Text below the picture on the login page.' },
  { key: 'automaticLinkedUrlSchemes', type: 'String', about: 'Schemes that become links.' },
  { key: 'customTopLeftCornerLogoImageUrl', type: 'String', about: 'Picture in the top left corner.' },
  { key: 'customTopLeftCornerLogoLinkUrl', type: 'String', about: 'Where that picture leads.' },
  { key: 'customTopLeftCornerLogoHeight', type: 'String', about: 'Its height in pixels.' },
  { key: 'oidcBtnText', type: 'String', about: 'Text of the button for OpenID Connect.' },
  { key: 'mailDomainName', type: 'String', about: 'Only addresses of this domain register.' },
  { key: 'legalNotice', type: 'String', about: 'Where the legal notice is.' },
  { key: 'customHeadEnabled', type: 'Boolean', about: 'Whether pages get the own tags.' },
  { key: 'customHeadMetaTags', type: 'String', about: 'Own meta tags.' },
  { key: 'customHeadLinkTags', type: 'String', about: 'Own link tags.' },
  { key: 'customManifestEnabled', type: 'Boolean', about: 'Whether the own manifest is served.' },
  { key: 'customManifestContent', type: 'String', about: 'The own manifest.' },
  { key: 'customAssetLinksEnabled', type: 'Boolean', about: 'Whether own asset links are served.' },
  { key: 'customAssetLinksContent', type: 'String', about: 'The own asset links.' },
  { key: 'accessibilityPageEnabled', type: 'Boolean', about: 'Whether that page exists.', initially: false },
  { key: 'accessibilityTitle', type: 'String', about: 'Its title.' },
  { key: 'accessibilityContent', type: 'String', about: 'Its text.' },
  { key: 'supportPopupText', type: 'String', about: 'Text of the support window.' },
  { key: 'supportPageEnabled', type: 'Boolean', about: 'Whether the support page exists.', initially: false },
  { key: 'supportPagePublic', type: 'Boolean', about: 'Whether it needs no login.', initially: false },
  { key: 'supportTitle', type: 'String', about: 'Its title.' },
  { key: 'supportPageText', type: 'String', about: 'Its text.' },
] as const satisfies readonly SiteField[]

/** The settings as the API shows them. */
export function shownSite(ctx: WekanContext): { _id: string } {
  const { site, disableRegistration } = ctx.world.settings
  const shown: { _id: string; [name: string]: unknown } = { _id: site._id }
  const fields: readonly SiteField[] = siteFields
  for (const { key, initially } of fields) {
    const fallback = key === 'disableRegistration' ? disableRegistration : initially
    const value = Object.hasOwn(site, key) ? site[key] : fallback
    if (value !== undefined) shown[key] = value
  }
  return shown
}

/** Writes the members that the API takes, cleaned as the schema does; the empty text takes a member out. */
export function writeSite(ctx: WekanContext, wanted: Readonly<Record<string, unknown>>): void {
  const given = siteFields.filter(({ key }) => wanted[key] !== undefined)
  const patch = Object.fromEntries(given.map(({ key, type }) => [key, unset(cleanValue(wanted[key], type))]))
  try {
    validate(patch, schemaOf(given))
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error
    throw new ValidationError(`${error.message} in settings updateAsync`)
  }
  const { settings } = ctx.world
  const isRegistrationGiven = Object.hasOwn(patch, 'disableRegistration')
  const disableRegistration = isRegistrationGiven ? patch['disableRegistration'] === true : settings.disableRegistration
  ctx.world.settings = { ...settings, disableRegistration, site: { ...settings.site, ...patch } }
}

function unset(value: unknown): unknown {
  return value === '' ? undefined : value
}

function schemaOf(fields: readonly SiteField[]): Schema {
  const isRequired = (key: string): boolean => key === 'defaultAuthenticationMethod'
  return Object.fromEntries(
    fields.map(({ key, type }) => [key, { type, label: humanised(key), isOptional: !isRequired(key) }]),
  )
}
