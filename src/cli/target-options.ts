import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import type { TargetOptions } from '../check/target.js'
import { transport } from '../check/transport.js'
import type { Given } from '../kernel/protocol.js'
import { UsageError } from '../kernel/product.js'

/** Who signs in, from options or the environment; options win. */
export interface CredentialFlags {
  readonly username?: string
  readonly password?: string
  readonly token?: string
}

export function withCredentials(command: Command): Command {
  return command
    .option('--username <name>', 'login; or WEKAN_USERNAME, KANBOARD_USERNAME')
    .option('--password <text>', 'or WEKAN_PASSWORD, KANBOARD_PASSWORD, which the process list does not show')
    .option('--token <text>', 'Wekan login token or Kanboard application token; or WEKAN_TOKEN, KANBOARD_TOKEN')
}

/** Options over environment variables named after the product. */
export function givenFor(product: string, flags: CredentialFlags): Given {
  // CI systems hand over a secret that is not set as an empty text.
  const fromEnvironment = (name: string): string | undefined =>
    process.env[`${product.toUpperCase()}_${name}`] || undefined
  const username = flags.username ?? fromEnvironment('USERNAME')
  const password = flags.password ?? fromEnvironment('PASSWORD')
  const token = flags.token ?? fromEnvironment('TOKEN')
  return {
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(token === undefined ? {} : { token }),
  }
}

/** Where the shipped scenarios of a product are. */
export function scenarioFolder(product: string): string {
  return fileURLToPath(new URL(`../../fixtures/scenarios/${product}`, import.meta.url))
}

export function sweepFile(product: string): string {
  return fileURLToPath(new URL(`../../fixtures/sweeps/${product}.yaml`, import.meta.url))
}

/** An http or https address without a slash at the end. Throws `UsageError` for anything else. */
export function baseUrl(text: string): string {
  if (!URL.canParse(text) || !/^https?:/.test(text))
    throw new UsageError(`--url ${text}: an http or https URL is expected`)
  return text.replace(/\/+$/, '')
}

/** How the server is reached. */
export interface ReachFlags {
  readonly header: readonly string[]
  readonly authHeader?: string
  readonly ca?: string
  readonly insecure: boolean
  readonly rate?: string
  readonly timeout?: string
}

const list = (value: string, before: readonly string[]): string[] => [...before, value]

export function withReach(command: Command): Command {
  return command
    .option(
      '--header <name: value>',
      'sent with every call, for what stands before the server; a value @NAME is taken from the environment; may be repeated',
      list,
      [],
    )
    .option('--auth-header <name>', 'Kanboard with API_AUTHENTICATION_HEADER: the header for name and password')
    .option('--ca <file>', 'certificates (PEM) to trust beside those of this machine')
    .option('--insecure', 'do not verify the certificate of the server', false)
    .option('--rate <number>', 'at most so many calls a second, evenly spaced')
    .option('--timeout <seconds>', 'wait so long for an answer; default: 30')
    .addHelpText(
      'after',
      '\nHTTP_PROXY, HTTPS_PROXY and NO_PROXY are followed, except to this machine (localhost, 127.0.0.0/8, ::1).',
    )
}

/** What a command hands to the runner, what to tell the person, and what to call at the end. */
export interface Reach {
  readonly options: Pick<TargetOptions, 'fetch' | 'headers' | 'authHeader' | 'rate' | 'timeoutMs'>
  readonly notes: readonly string[]
  close(): Promise<void>
}

/** Throws `UsageError` for a value that cannot be meant. */
export function reachFrom(flags: ReachFlags): Reach {
  const { authHeader, ca, insecure, rate, timeout } = flags
  if (authHeader !== undefined && !TOKEN.test(authHeader)) {
    throw new UsageError(`--auth-header ${authHeader}: the name of a header is expected: X-API-Auth`)
  }
  const headers = Object.fromEntries(flags.header.map(headerOf))
  const timeoutMs = timeout === undefined ? undefined : positive('--timeout', timeout) * 1000
  const way = transport({
    isInsecure: insecure,
    ...(ca === undefined ? {} : { ca }),
    ...(timeoutMs === undefined ? {} : { connectTimeoutMs: Math.min(timeoutMs, 10_000) }),
  })
  return {
    options: {
      fetch: way.fetch,
      ...(flags.header.length > 0 ? { headers } : {}),
      ...(authHeader === undefined ? {} : { authHeader }),
      ...(rate === undefined ? {} : { rate: positive('--rate', rate) }),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    },
    notes: insecure ? ['TLS is not verified (--insecure): anyone between could read and answer'] : [],
    close: () => way.close(),
  }
}

/** The characters of a header's name: RFC 9110, 5.6.2. */
const TOKEN = /^[!#$%&'*+.^`|~\w-]+$/

/** `Name: value`; `Name: @VARIABLE` takes the value from the environment, which the process list does not show. */
function headerOf(text: string): [string, string] {
  const colon = text.indexOf(':')
  const name = text.slice(0, Math.max(colon, 0)).trim()
  if (!TOKEN.test(name)) throw new UsageError("--header: 'Name: value' is expected")
  const value = text.slice(colon + 1).trim()
  const variable = /^@(\w+)$/.exec(value)?.[1]
  const found = variable === undefined ? value : process.env[variable]
  if (found === undefined) throw new UsageError(`--header ${name}: ${variable ?? ''} is not in the environment`)
  if (/[\r\n\0]/.test(found)) throw new UsageError(`--header ${name}: the value has a line break`)
  return [name, found]
}

function positive(option: string, text: string): number {
  const number = Number(text)
  if (text.trim() === '' || !Number.isFinite(number) || number <= 0) {
    throw new UsageError(`${option} ${text}: a number above 0 is expected`)
  }
  return number
}
