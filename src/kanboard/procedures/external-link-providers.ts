import { Crash } from '../faults.js'
import { isArray, isEmpty, toText, trim } from '../php.js'
import type { PhpValue } from '../php.js'
import type { KanboardContext } from '../procedure.js'
import { translate } from '../translate.js'
import { basename, isPrivateHost, isUrl, parseUrl } from '../urls.js'
import { holds } from './release-rules.js'

/* app/ExternalLink/*.php of kanboard/kanboard@v1.2.53, without plugins. */

/** In the order of their names. */
export const linkTypes: Readonly<Record<string, string>> = {
  auto: 'Auto',
  attachment: 'Attachment',
  file: 'Local File',
  weblink: 'Web Link',
}

interface Provider {
  readonly type: string
  matches(url: string): boolean
}

const pageEndings: ReadonlySet<string> = new Set('html htm xhtml php jsp do action asp aspx cgi'.split(' '))

/** In the order in which `auto` tries them: the last one registered first. */
const providers: readonly Provider[] = [
  { type: 'file', matches: (url) => url.includes('://') && !url.startsWith('http') && !url.startsWith('ftp') },
  {
    type: 'attachment',
    matches: (url) => {
      const ending = /^https?:\/\/.*\/.*\.([^/]+)$/.exec(url)?.[1]
      return ending !== undefined && !pageEndings.has(ending.toLowerCase())
    },
  },
  { type: 'weblink', matches: (url) => /^https?:\/\//.test(url) && isUrl(url) },
]

export const providerNamed = (type: PhpValue): Provider | undefined =>
  providers.find((provider) => provider.type === type)

/** An address with the provider that takes it. */
export interface Found {
  readonly type: string
  readonly url: string
}

export function providerFor(type: PhpValue, address: PhpValue): Found | undefined {
  const candidates = type === 'auto' ? providers : [providerNamed(type)].filter((one) => one !== undefined)
  if (candidates.length === 0) return undefined
  if (isArray(address)) throw new Crash('trim() takes no list')
  const url = trim(toText(address))
  const found = candidates.find((provider) => provider.matches(url))
  return found && { type: found.type, url }
}

/** The title of a link that was given none. */
export function titleOf(ctx: KanboardContext, { type, url }: Found): string {
  const { host = '', path = '' } = parseUrl(url) ?? {}
  if (type === 'attachment') return basename(path)
  if (type === 'file') return basename(path.replaceAll('\\', '/'))
  const isGuarded = holds(ctx, 'privatePagesAreNotRead')
  if (isGuarded && isPrivateHost(host))
    return ctx.explain(`${url} is in a private network, whose pages are not fetched`, url)
  const nameless = isGuarded ? url : translate(ctx, 'Title not found')
  const title = isEmpty(host) || isEmpty(path) ? nameless : host + path
  return ctx.explain(`${url} is not fetched; a page that is reachable would give its title`, title)
}
