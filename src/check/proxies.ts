import { BlockList, isIP } from 'node:net'
import { UsageError } from '../kernel/product.js'

type Environment = Readonly<Record<string, string | undefined>>

/** Whether a host name or address is this machine. */
export function isLoopbackHost(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname)
}

/**
 * The proxy for an address as HTTP_PROXY, HTTPS_PROXY and NO_PROXY say; small letters win over capitals, as with curl.
 * This machine is never asked for through a proxy: the proxy would reach itself, and NO_PROXY is too easily forgotten.
 */
export function proxyFor(url: URL, env: Environment): URL | undefined {
  if (isLoopbackHost(url.hostname) || isExempt(url, setting(env, 'no_proxy'))) return undefined
  const name = url.protocol === 'https:' ? 'https_proxy' : 'http_proxy'
  const text = setting(env, name)
  if (text === '') return undefined
  const whole = /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `http://${text}`
  const proxy = URL.canParse(whole) ? new URL(whole) : undefined
  if (proxy && /^(https?|socks5?):$/.test(proxy.protocol)) return proxy
  throw new UsageError(`${name.toUpperCase()}: an address like http://proxy:3128 is expected`)
}

const setting = (env: Environment, name: string): string => (env[name] ?? env[name.toUpperCase()] ?? '').trim()

/** `example.com` and `.example.com` exempt the host and those below it; `10.0.0.0/8` addresses; `*` everything. */
function isExempt(url: URL, list: string): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase()
  const port = url.port || (url.protocol === 'https:' ? '443' : '80')
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => covers(entry, host, port))
}

function covers(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true
  if (entry.includes('/')) return coversAddress(entry, host)
  const [, name = entry, only] = /^(.*[^:]):(\d+)$/.exec(entry) ?? []
  if (only !== undefined && only !== port) return false
  const bare = name.replace(/^\*?\./, '').replace(/^\[|\]$/g, '')
  return host === bare || host.endsWith(`.${bare}`)
}

function coversAddress(entry: string, host: string): boolean {
  const [network = '', bits = ''] = entry.split('/')
  const family = isIP(network)
  if (family === 0 || isIP(host) !== family || !/^\d{1,3}$/.test(bits) || Number(bits) > (family === 4 ? 32 : 128)) {
    return false
  }
  const type = family === 4 ? 'ipv4' : 'ipv6'
  const block = new BlockList()
  block.addSubnet(network, Number(bits), type)
  return block.check(host, type)
}
