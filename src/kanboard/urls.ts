/** The parts of an address that `parse_url` tells, as far as they matter here. */
export interface UrlParts {
  readonly scheme?: string
  readonly host?: string
  readonly path?: string
}

/** PHP's `parse_url`; undefined where it answers false. */
export function parseUrl(text: string): UrlParts | undefined {
  const [bare = ''] = text.split(/[?#]/, 1)
  const scheme = /^([A-Za-z0-9+.-]+):(?!\d+(?:\/|$))/.exec(bare)?.[1]
  const rest = scheme === undefined ? bare : bare.slice(scheme.length + 1)
  const named = scheme === undefined ? {} : { scheme }
  const bareHost = /^([^/:]+):\d+(\/.*)?$/.exec(rest)
  if (scheme === undefined && bareHost) return { host: bareHost[1] ?? '', path: bareHost[2] ?? '' }
  if (!rest.startsWith('//')) return rest === '' ? named : { ...named, path: rest }
  if (scheme?.toLowerCase() === 'file' && rest.startsWith('///')) return { ...named, path: rest.slice(2) }
  const slash = rest.indexOf('/', 2)
  const authority = slash === -1 ? rest.slice(2) : rest.slice(2, slash)
  const host = hostOf(authority)
  if (host === undefined) return undefined
  return { ...named, host, ...(slash === -1 ? {} : { path: rest.slice(slash) }) }
}

/** What stands between the credentials and the port. */
function hostOf(authority: string): string | undefined {
  const bare = authority.slice(authority.lastIndexOf('@') + 1)
  const found = /^(\[[^\]]*\]|[^:]*)(?::(\d*))?$/.exec(bare)
  if (!found || Number(found[2] ?? 0) > 65535) return undefined
  return found[1] === '' ? undefined : found[1]
}

const hostname =
  /^(?=.{1,253}\.?$)(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)*[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.?$/

/** PHP's FILTER_VALIDATE_URL. */
export function isUrl(text: string): boolean {
  // What FILTER_SANITIZE_URL would take out.
  if (text === '' || /[^!-~]/.test(text)) return false
  const parts = parseUrl(text)
  const { scheme, host } = parts ?? {}
  if (scheme === undefined) return false
  if (/^https?$/.test(scheme)) return host !== undefined && (isIpv6(host) || hostname.test(host))
  return host !== undefined || /^(mailto|news|file)$/.test(scheme)
}

const isIpv6 = (host: string): boolean => /^\[[0-9A-Fa-f:.]+\]$/.test(host)

/** PHP's `pathinfo` for the extension, which is empty where there is none. */
export const extensionOf = (path: string): string => /\.([^.]*)$/.exec(basename(path))?.[1] ?? ''

/** PHP's `basename`. */
export function basename(path: string): string {
  return path.replace(/\/+$/, '').split('/').pop() ?? ''
}

/** What is left out by PHP's FILTER_FLAG_NO_PRIV_RANGE and FILTER_FLAG_NO_RES_RANGE. */
const privateAddresses = /^(0|10|127|169\.254|172\.(1[6-9]|2\d|3[01])|192\.168|2[45]\d)\./

/**
 * Whether pages of a host are in a private network: kanboard/kanboard@v1.2.53 app/Core/Http/Client.php isPrivateURL().
 * Names but this one are not looked up here; an IPv6 address passes, as its brackets make it none to PHP.
 */
export function isPrivateHost(host: string): boolean {
  if (/^localhost$/i.test(host)) return true
  // The resolver takes 127.1 and 0 for addresses; so does the parser, which writes them in full.
  const url = `http://${host}`
  return /^\d[\d.]*$/.test(host) && URL.canParse(url) && privateAddresses.test(new URL(url).hostname)
}
