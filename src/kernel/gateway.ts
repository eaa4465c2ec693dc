import { ContactRefused } from './protocol.js'
import type { WireAnswer } from './protocol.js'

/** Where an answer came from that is not the product's, for the message about it. */
export interface Door {
  /** As its makers write it: `Wekan`. */
  readonly title: string
  /** The path that was asked: `/api/user`. */
  readonly path: string
}

/** Recognises what stands before a server: sign-in pages, gateways, filters. Throws `ContactRefused`, or nothing. */
export function refuseGateway(answer: WireAnswer, door: Door): void {
  refuseRedirect(answer, door)
  refuseDeadServer(answer, door)
  if (answer.status === 401 || answer.status === 407) throw new ContactRefused('blocked', loginOfProxy(answer, door))
  if (answer.status === 403) {
    const text = `${door.path} is refused (status 403)${by(answer)} before ${door.title} is reached: let the API through, or give the headers that it asks for with --header`
    throw new ContactRefused('blocked', text)
  }
  if (isPage(answer) && answer.status !== 404) {
    const text = `${door.path} answers HTML (status ${answer.status}) instead of JSON: is the address right, or does a sign-in page stand before it?`
    throw new ContactRefused('html', text)
  }
}

export const isPage = ({ contentType, text }: WireAnswer): boolean =>
  contentType === 'text/html' || contentType === 'application/xhtml+xml' || /^\s*<(!doctype|html)/i.test(text)

const headerOf = ({ headers }: WireAnswer, name: string): string | undefined => headers?.[name]

/** The name that a gateway gives itself, versions left out. */
function by(answer: WireAnswer): string {
  const server = headerOf(answer, 'server')
  return server === undefined ? '' : ` by ${server}`
}

function refuseRedirect(answer: WireAnswer, { title, path }: Door): void {
  const location = headerOf(answer, 'location')
  if (answer.status < 300 || answer.status > 399 || location === undefined) return
  const sameElsewhere = location.endsWith(path) ? location.slice(0, -path.length) : undefined
  if (sameElsewhere !== undefined && /^https?:/.test(sameElsewhere)) {
    throw new ContactRefused('moved', `${path} redirects to ${location}: give that address, --url ${sameElsewhere}`)
  }
  const host = URL.canParse(location) ? new URL(location).host : undefined
  const where = host === undefined ? location.split('?')[0] : `${host}, a sign-in page probably`
  throw new ContactRefused(
    'html',
    `${path} redirects to ${where} (status ${answer.status}) instead of answering JSON: a single sign-on proxy seems to stand before ${title}; let the API through there, or give its header with --header`,
  )
}

function refuseDeadServer(answer: WireAnswer, { title, path }: Door): void {
  const { status } = answer
  if (status === 502 || status === 504) {
    throw new ContactRefused(
      'gateway',
      `the proxy answers (status ${status}${by(answer)}), the server behind it does not: is ${title} running, and does the proxy ask the right port?`,
    )
  }
  if (status === 503) {
    const after = headerOf(answer, 'retry-after')
    throw new ContactRefused(
      'gateway',
      `${path} answers 503${by(answer)}: ${title} is in maintenance or overloaded, or the server behind the proxy does not run${after === undefined ? '' : `; it asks to come back after ${after}`}`,
    )
  }
  if (status === 429) {
    throw new ContactRefused('gateway', `${path} answers 429${by(answer)}: too many calls; slow down with --rate`)
  }
}

function loginOfProxy(answer: WireAnswer, { title, path }: Door): string {
  const wants = answer.wwwAuthenticate === undefined ? '' : ` (${answer.wwwAuthenticate})`
  return `${path} asks for a login${wants} before ${title} is reached (status ${answer.status}${by(answer)}): a proxy stands before it; give its login with --header 'Authorization: …'`
}
