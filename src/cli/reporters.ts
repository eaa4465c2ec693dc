import { styleText } from 'node:util'
import type { DeliveryEntry, LogEntry, LogEvent } from '../control/log.js'
import type { Fake, Listening } from '../server/fake.js'

type Colour = 'green' | 'yellow' | 'red' | 'dim' | 'cyan' | 'bold'

const out = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

/** Colours on a terminal only, and never with NO_COLOR. */
function paint(colour: Colour, text: string): string {
  return process.stdout.isTTY && process.env['NO_COLOR'] === undefined ? styleText(colour, text) : text
}

/** Everything on standard output is NDJSON; the first line is the `listening` event. */
export function jsonReporter(fake: Fake, { url, port, controlToken }: Listening): void {
  const served = Object.fromEntries(
    fake.instances.map(({ product, setup, prefix, world }) => {
      const { logins } = product.greet(world, setup, url + prefix)
      const base = `${url}${prefix}${product.paths?.[0] ?? ''}`
      return [
        product.name,
        { url: base, profile: setup.profile.id, fidelity: setup.fidelity, options: setup.options, logins },
      ]
    }),
  )
  const token = controlToken === undefined ? {} : { controlToken }
  out(JSON.stringify({ event: 'listening', url, port, pid: process.pid, products: served, ...token }))
  fake.log.follow((event) => {
    out(JSON.stringify(event))
  })
}

/** For people: the URLs, the logins, a curl line per product that works; then one line a request. */
export function textReporter(fake: Fake, { url, controlToken }: Listening): void {
  for (const { product, setup, prefix, world } of fake.instances) {
    const { logins, curl } = product.greet(world, setup, url + prefix)
    out(
      `${paint('bold', setup.profile.id)} at ${paint('cyan', `${url}${prefix}${product.paths?.[0] ?? ''}`)}  (${setup.fidelity})`,
    )
    for (const { who, secret, kind } of logins) out(`  ${who}  ${secret}  ${paint('dim', kind)}`)
    out(`  ${paint('dim', '$')} ${curl}`)
  }
  if (controlToken !== undefined) out(`control token  ${controlToken}`)
  out(paint('dim', `control at ${url}/_fake/health; stop with Ctrl-C`))
  fake.log.follow((event) => {
    out(eventLine(event))
  })
}

/** One line of the log for people. */
export const eventLine = (event: LogEvent): string => (event.event === 'request' ? line(event) : deliveryLine(event))

function line(entry: LogEntry): string {
  const time = entry.at.slice(11, 19) || '--:--:--'
  const colour: Colour = entry.status >= 500 ? 'red' : entry.status >= 400 ? 'yellow' : 'green'
  const who = entry.actor === undefined ? '' : ` ${paint('cyan', entry.actor)}`
  const what = entry.operations.length > 0 ? ` ${entry.operations.join(',')}` : ''
  const deviations = entry.deviations.map((one) => `${one.at} ${one.path}: ${one.message}`)
  const near = (entry.nearest ?? []).map(({ call, why: differs }) => `near ${call}: ${differs}`)
  const why = [...entry.reasons, ...deviations, ...near].join('; ')
  const head = `${paint('dim', time)} ${entry.method} ${entry.path} ${paint(colour, String(entry.status))}`
  return `${head} ${entry.ms.toFixed(1)}ms${what}${who}${why === '' ? '' : paint('dim', `  (${why})`)}`
}

type ToldDelivery = Pick<DeliveryEntry, 'at' | 'about' | 'url' | 'status' | 'why'> & {
  readonly outcome: DeliveryEntry['outcome'] | 'waiting'
}

/** One line of a delivery for people. */
export function deliveryLine({ at, about, url, outcome, status, why }: ToldDelivery): string {
  const colour: Colour = outcome === 'delivered' ? 'green' : outcome === 'failed' ? 'red' : 'dim'
  const kind = url.startsWith('mailto:') ? 'mail' : 'webhook'
  const what = outcome === 'withheld' ? 'would have been sent' : status === undefined ? outcome : String(status)
  const reason = why === undefined ? '' : paint('dim', `  (${why})`)
  return `${paint('dim', at.slice(11, 19))} ${kind} ${about} to ${url} ${paint(colour, what)}${reason}`
}
