import { dirname, resolve } from 'node:path'
import { z } from 'zod'
import { readYamlFile } from '../check/yaml-file.js'
import type { Choice, Product } from '../kernel/product.js'
import { UsageError } from '../kernel/product.js'
import type { Given } from '../kernel/protocol.js'
import { productNamed, products } from '../products.js'
import { usesFrom } from './check-flags.js'
import type { CheckFlags } from './check-flags.js'
import { baseUrl, givenFor, reachFrom, scenarioFolder } from './target-options.js'
import type { Reach } from './target-options.js'

const TargetEntry = z.strictObject({
  name: z.string().exactOptional().describe('How reports call it.'),
  url: z.string(),
  profile: z.string().exactOptional(),
  numbers: z.string().exactOptional(),
  database: z.string().exactOptional(),
  headers: z
    .record(z.string(), z.union([z.string(), z.strictObject({ env: z.string() })]))
    .exactOptional()
    .describe('Sent with every call; `{ env: NAME }` takes the value from the environment.'),
  authHeader: z.string().exactOptional(),
  usernameEnv: z.string().exactOptional().describe('Name of the environment variable that holds the login.'),
  passwordEnv: z.string().exactOptional(),
  tokenEnv: z.string().exactOptional(),
  ca: z.string().exactOptional().describe('PEM file, relative to this file.'),
  insecure: z.boolean().exactOptional(),
})

/** What may be changed is said on the command line only, where it is seen: a file cannot allow writes. */
const ConfigFile = z.strictObject({
  product: z.enum(products.map(({ name }) => name)),
  targets: z.array(TargetEntry).min(1),
  scenarios: z.string().exactOptional().describe('Folder, relative to this file.'),
  only: z.array(z.string()).default([]),
  skip: z.array(z.string()).default([]),
  groups: z.array(z.string()).default([]),
  features: z.array(z.string()).default([]),
  uses: z.record(z.string(), z.string()).default({}),
  bail: z.boolean().exactOptional(),
  baseline: z.string().exactOptional().describe('File, relative to this file.'),
  failOn: z.enum(['fail', 'drift']).exactOptional(),
  requireFull: z.boolean().exactOptional(),
  rate: z.number().positive().exactOptional(),
  timeout: z.number().positive().exactOptional().describe('Seconds.'),
})
type Config = z.infer<typeof ConfigFile>

export interface PlannedTarget {
  readonly name?: string
  readonly url: string
  readonly given: Given
  readonly choice: Choice
  readonly reach: Reach
}

/** Flags and configuration file put together; flags win. */
export interface Plan {
  readonly product: Product
  readonly targets: readonly PlannedTarget[]
  readonly scenarios: string
  readonly only: readonly string[]
  readonly skip: readonly string[]
  readonly groups: readonly string[]
  readonly features: readonly string[]
  readonly uses: Readonly<Record<string, string>>
  readonly bail: boolean
  readonly baseline?: string
  readonly failOn: 'fail' | 'drift'
  readonly requireFull: boolean
}

/** Throws `UsageError` when it is not clear what is to be checked, or a variable is not in the environment. */
export function planOf(name: string | undefined, flags: CheckFlags): Plan {
  return flags.config === undefined ? planOfFlags(name, flags) : planOfFile(name, flags, flags.config)
}

function planOfFlags(name: string | undefined, flags: CheckFlags): Plan {
  if (name === undefined) throw new UsageError(`say which product: ${products.map((one) => one.name).join(' or ')}`)
  const product = productNamed(name)
  if (flags.url.length === 0)
    throw new UsageError("required option '--url <url>' not specified (or --config <file>, which has the targets)")
  const targets = flags.url.map((url): PlannedTarget => targetOf({ url }, product, flags))
  return merged(product, targets, flags)
}

function planOfFile(name: string | undefined, flags: CheckFlags, file: string): Plan {
  if (flags.url.length > 0) throw new UsageError(`--url and --config: ${file} has the targets, give one of the two`)
  const config = readYamlFile(file, ConfigFile).value
  if (name !== undefined && name !== config.product)
    throw new UsageError(`${file} is about ${config.product}, not ${name}`)
  const product = productNamed(config.product)
  const below = (path: string): string => resolve(dirname(file), path)
  const settled: CheckFlags = {
    ...flags,
    ...(config.rate === undefined ? {} : { rate: flags.rate ?? String(config.rate) }),
    ...(config.timeout === undefined ? {} : { timeout: flags.timeout ?? String(config.timeout) }),
  }
  const targets = config.targets.map((entry) => {
    const ca = entry.ca === undefined ? {} : { ca: below(entry.ca) }
    return targetOf({ ...entry, ...ca }, product, settled)
  })
  return merged(product, targets, flags, {
    ...config,
    ...(config.scenarios === undefined ? {} : { scenarios: below(config.scenarios) }),
    ...(config.baseline === undefined ? {} : { baseline: below(config.baseline) }),
  })
}

function merged(product: Product, targets: readonly PlannedTarget[], flags: CheckFlags, config?: Config): Plan {
  const either = (given: readonly string[], written: readonly string[] = []): readonly string[] =>
    given.length > 0 ? given : written
  const baseline = flags.baseline ?? config?.baseline
  if (flags.updateBaseline && baseline === undefined)
    throw new UsageError('--update-baseline: say which file with --baseline FILE')
  return {
    product,
    targets,
    scenarios: flags.scenarios ?? config?.scenarios ?? scenarioFolder(product.name),
    only: either(flags.only, config?.only),
    skip: either(flags.skip, config?.skip),
    groups: either(flags.group, config?.groups),
    features: either(flags.feature, config?.features),
    uses: { ...config?.uses, ...usesFrom(flags.use) },
    bail: flags.bail ?? config?.bail ?? false,
    ...(baseline === undefined ? {} : { baseline }),
    failOn: flags.failOn ?? config?.failOn ?? 'fail',
    requireFull: flags.requireFull ?? config?.requireFull ?? false,
  }
}

function targetOf(entry: z.infer<typeof TargetEntry>, { name }: Product, flags: CheckFlags): PlannedTarget {
  const { headers = {}, authHeader, ca, insecure } = entry
  const own = Object.entries(headers).map(([header, value]) => {
    return `${header}: ${typeof value === 'string' ? value : fromEnvironment(value.env, entry.url)}`
  })
  const reach = reachFrom({
    ...flags,
    header: [...flags.header, ...own],
    ...(authHeader === undefined ? {} : { authHeader }),
    ...(ca === undefined ? {} : { ca }),
    ...(insecure === undefined ? {} : { insecure }),
  })
  return {
    ...(entry.name === undefined ? {} : { name: entry.name }),
    url: baseUrl(entry.url),
    given: { ...credentials(entry, name, flags), ...(flags.registerFirst ? { mayRegister: true } : {}) },
    choice: choiceOf(entry, flags),
    reach,
  }
}

/** Credentials of its own, or those of the whole run; never a mixture of the two. */
function credentials(entry: z.infer<typeof TargetEntry>, product: string, flags: CheckFlags): Given {
  const { usernameEnv, passwordEnv, tokenEnv, url } = entry
  if (usernameEnv === undefined && passwordEnv === undefined && tokenEnv === undefined) return givenFor(product, flags)
  return {
    ...(usernameEnv === undefined ? {} : { username: fromEnvironment(usernameEnv, url) }),
    ...(passwordEnv === undefined ? {} : { password: fromEnvironment(passwordEnv, url) }),
    ...(tokenEnv === undefined ? {} : { token: fromEnvironment(tokenEnv, url) }),
  }
}

function fromEnvironment(name: string, url: string): string {
  const value = process.env[name]
  if (value !== undefined && value !== '') return value
  throw new UsageError(`target ${url}: the environment has no ${name}`)
}

function choiceOf(entry: z.infer<typeof TargetEntry>, flags: CheckFlags): Choice {
  const profile = entry.profile ?? flags.profile
  const numbers = entry.numbers ?? flags.numbers
  const database = entry.database ?? flags.database
  return {
    ...(profile === undefined ? {} : { profile }),
    options: { ...(numbers === undefined ? {} : { numbers }), ...(database === undefined ? {} : { database }) },
  }
}
