import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import type { CheckOptions } from '../check/run.js'
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
  const fromEnvironment = (name: string): string | undefined => process.env[`${product.toUpperCase()}_${name}`]
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

export interface Reach {
  readonly options: Pick<CheckOptions, 'fetch' | 'timeoutMs'>
  readonly notes: readonly string[]
  readonly close: () => Promise<void>
}

export function withReach(command: Command): Command {
  return command
    .option(
      '--header <name: value>',
      'sent with every call',
      (one: string, all: readonly string[]) => [...all, one],
      [],
    )
    .option('--insecure', 'do not verify the certificate of the server', false)
    .option('--timeout <seconds>', 'to wait for an answer')
}

export function reachFrom({ timeout }: ReachFlags): Reach {
  const options = timeout === undefined ? {} : { timeoutMs: Number(timeout) * 1000 }
  return { options, notes: [], close: () => Promise.resolve() }
}
