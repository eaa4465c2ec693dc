import { quirk } from '../kernel/quirk.js'
import type { WekanContext } from './context.js'

export const webhookGuard = quirk({
  name: 'wekan.webhook-guard',
  summary:
    'Webhooks to this machine, to private networks and to what is no web address are refused with 400 invalid-webhook-url. Names are not looked up: every name counts as public. Off: any text is taken, so that a receiver on this machine can be tested.',
  since: '9.32',
  source: { evidence: 'wekan/v11.07/integrations.json step 10; wekan/v7.10/integrations.json step 10' },
})

/** Names of this machine. code: wekan/wekan@v11.07 models/lib/attachmentUrlValidation.js:11 */
const localNames = new Set(['localhost', 'localhost.localdomain', 'ip6-localhost', 'ip6-loopback', '0', '0.0.0.0'])

/** Networks that are not public. code: wekan/wekan@v11.07 models/lib/attachmentUrlValidation.js:20 */
const closedNetworks: readonly (readonly [network: string, bits: number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
]

/** Every spelling of an IPv4 address is this one once `URL` has read it. */
const dottedQuad = /^\d{1,3}(\.\d{1,3}){3}$/

/** Why the release refuses to send to an address; undefined when it does not. */
export function refusedAddress(ctx: WekanContext, address: unknown): string | undefined {
  return ctx.has(webhookGuard) ? whyClosed(address) : undefined
}

/** The schema refuses names of the local network too, after the handler let them pass. */
export function isLocalName(ctx: WekanContext, address: unknown): boolean {
  if (!ctx.has(webhookGuard) || typeof address !== 'string' || !URL.canParse(address)) return false
  return new URL(address).hostname.endsWith('.local')
}

function whyClosed(address: unknown): string | undefined {
  if (!address || typeof address !== 'string') return 'Empty URL'
  if (!URL.canParse(address)) return 'Invalid URL format'
  const { protocol, hostname } = new URL(address)
  if (protocol !== 'http:' && protocol !== 'https:') return 'Only HTTP and HTTPS protocols are allowed'
  if (localNames.has(hostname) || hostname.endsWith('.localhost')) return 'Localhost is not allowed'
  if (dottedQuad.test(hostname)) return isClosed(hostname) ? 'IP address is not allowed' : undefined
  // An IPv6 address keeps its brackets here, so the real server looks it up as a name and finds none.
  return hostname.startsWith('[') ? 'Hostname did not resolve' : undefined
}

function isClosed(address: string): boolean {
  return closedNetworks.some(([network, bits]) => {
    const span = 2 ** (32 - bits)
    return Math.floor(numberOf(address) / span) === Math.floor(numberOf(network) / span)
  })
}

function numberOf(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
}
