import { Command, InvalidArgumentError, Option } from 'commander'
import type { ClockMode } from '../kernel/clock.js'
import { generated } from '../fixtures/generate/generated.js'
import type { GenerateOptions } from '../fixtures/generate/generated.js'
import { fidelities, UsageError } from '../kernel/product.js'
import type { Choice, Fidelity } from '../kernel/product.js'
import { loadProfile } from '../fixtures/profiles.js'
import { products, productNamed } from '../products.js'
import { createFake } from '../server/fake.js'
import type { ControlOptions, Fake, Listening, ServedProduct } from '../server/fake.js'
import type { Limits } from '../server/limits.js'
import { generateSizes } from './generate-sizes.js'
import { limitsOf, wholeNumber, withLimits } from './limit-flags.js'
import { jsonReporter, textReporter } from './reporters.js'

interface ServeFlags {
  readonly port: number
  readonly host: string
  readonly products: string
  readonly world: string
  readonly generate?: GenerateOptions
  readonly seed: number
  readonly clock?: ClockMode
  readonly now?: string
  readonly profile: readonly string[]
  readonly fidelity: readonly string[]
  readonly numbers?: string
  readonly database?: string
  readonly quirk: readonly string[]
  readonly kanboardToken?: string
  readonly kanboardAuthHeader?: string
  readonly wekanPath: string
  readonly kanboardPath: string
  readonly wekanApi: 'on' | 'off'
  readonly wekanRootUrl?: string
  readonly cors: boolean
  readonly allowOutbound: readonly string[]
  readonly log: 'text' | 'json' | 'none'
  readonly state?: string
  readonly snapshots?: string
  readonly control: boolean
  readonly controlToken?: string
  readonly allowHost: readonly string[]
  readonly controlOrigin: readonly string[]
}

const list = (value: string, before: readonly string[]): string[] => [...before, value]

export function serveCommand(finish: (code: number) => void): Command {
  return withLimits(withPlaneFlags(withProductFlags(new Command('serve'))))
    .addHelpText(
      'after',
      '\nExample:\n  $ stuntboard serve --port 0 --world demo --profile kanboard@1.2.35 --fidelity wekan=strict --log json',
    )
    .action(async (flags: ServeFlags, command: Command) => {
      await run(flags, limitsOf(command))
      finish(0)
    })
}

function withProductFlags(command: Command): Command {
  return command
    .description('Serve the fake Wekan and Kanboard until SIGINT or SIGTERM.')
    .option('--port <n>', 'port; 0 takes a free one', portNumber, 3000)
    .option('--host <address>', 'address to bind', '127.0.0.1')
    .option('--products <names>', 'comma separated', products.map(({ name }) => name).join(','))
    .option('--world <name|file>', 'shipped world, or a file: YAML, JSON, NDJSON, .ts, .mjs', 'demo')
    .option('--generate <sizes>', 'a generated world instead: cards=1000000,boards=500,users=50', generateSizes)
    .option('--seed <n>', 'seed of ids, tokens and hashes', wholeNumber, 1)
    .addOption(
      new Option('--clock <mode>', 'default: frozen when a moment is given, else real').choices([
        'real',
        'frozen',
        'ticking',
      ]),
    )
    .option('--now <iso>', 'moment at which the clock stands or starts')
    .option('--profile <id|file>', 'release to imitate, or what `observe` wrote, once per product', list, [])
    .option('--fidelity <f>', 'real, documented or strict; for one product: wekan=strict', list, [])
    .option('--numbers <typing>', 'Kanboard numbers: native or strings')
    .option('--database <name>', 'Kanboard database: sqlite, mysql or postgres')
    .option('--quirk <name=on|off>', 'switch one quirk; see `stuntboard quirks`', list, [])
    .option('--kanboard-token <value>', 'application token; default: derived from the seed')
    .option('--kanboard-auth-header <name>', 'API_AUTHENTICATION_HEADER')
    .option('--wekan-path <prefix>', 'serve Wekan below a path', pathPrefix, '')
    .option('--kanboard-path <prefix>', 'serve Kanboard below a path', pathPrefix, '')
    .addOption(new Option('--wekan-api <state>', 'WITH_API').choices(['on', 'off']).default('on'))
    .option('--wekan-root-url <url>', 'ROOT_URL, which begins links in webhooks; default: as called', webAddress)
    .option('--allow-outbound <host>', 'host to which webhooks are sent, beside this machine', list, [])
    .option('--cors', 'answer CORS preflights; the real servers do not', false)
    .addOption(
      new Option('--log <form>', 'what goes to standard output').choices(['text', 'json', 'none']).default('text'),
    )
}

function withPlaneFlags(command: Command): Command {
  return command
    .option('--state <file>', 'go on where this file ends, if it exists; the state is saved to it at the end')
    .option('--snapshots <folder>', 'keep snapshots there; default: in memory')
    .option('--no-control', 'serve no control plane at /_fake/')
    .option(
      '--control-token <text>',
      'what changes state by the control plane needs it, or STUNTBOARD_CONTROL_TOKEN; default: none on loopback, else a random one',
    )
    .option('--allow-host <name>', 'host by which the control plane may be called, beside this machine', list, [])
    .option('--control-origin <origin>', 'pages of this origin may use the control plane', list, [])
}

async function run(flags: ServeFlags, limits: Partial<Limits>): Promise<void> {
  const fake = createFake({
    products: servedProducts(flags),
    known: products,
    world: flags.generate === undefined ? flags.world : generated({ seed: flags.seed, ...flags.generate }),
    seed: flags.seed,
    cors: flags.cors,
    allowOutbound: flags.allowOutbound,
    control: controlOf(flags),
    limits,
    ...(flags.state === undefined ? {} : { state: flags.state }),
    ...(flags.snapshots === undefined ? {} : { snapshots: flags.snapshots }),
    ...(flags.clock === undefined ? {} : { clock: flags.clock }),
    ...(flags.now === undefined ? {} : { now: flags.now }),
  })
  const listening = await fake.listen({ port: flags.port, host: flags.host })
  const report = flags.log === 'json' ? jsonReporter : textReporter
  if (flags.log !== 'none') report(fake, listening)
  await untilStopped(fake, listening, flags.state !== undefined)
}

function controlOf({ control, controlToken, allowHost, controlOrigin }: ServeFlags): ControlOptions | false {
  if (!control) return false
  const token = controlToken ?? (process.env['STUNTBOARD_CONTROL_TOKEN'] || undefined)
  return { allowHosts: allowHost, origins: controlOrigin, ...(token === undefined ? {} : { token }) }
}

/** No request is answered after the state was saved. */
function untilStopped(fake: Fake, listening: Listening, hasState: boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      process.off('SIGINT', stop).off('SIGTERM', stop)
      listening
        .close()
        .then(() => {
          if (hasState) fake.saveState()
        })
        .then(resolve, reject)
    }
    process.on('SIGINT', stop).on('SIGTERM', stop)
  })
}

function servedProducts(flags: ServeFlags): ServedProduct[] {
  const names = flags.products.split(',').map((name) => name.trim())
  const served = [...new Set(names)].map((name) => productNamed(name))
  const profiles = profilesByProduct(flags.profile)
  const quirks = quirksByProduct(flags.quirk)
  const fidelity = fidelityByProduct(flags.fidelity)
  return served.map((product) => {
    const options = Object.fromEntries(
      Object.keys(product.options).flatMap((name) => {
        const value = flags[name as 'numbers' | 'database']
        return value === undefined ? [] : [[name, value] as const]
      }),
    )
    const choice: Choice = {
      ...profiles.get(product.name),
      fidelity: fidelity(product.name),
      quirks: quirks.get(product.name) ?? {},
      options,
      settings: settingsFor(product.name, flags),
    }
    return { product, prefix: product.name === 'wekan' ? flags.wekanPath : flags.kanboardPath, ...choice }
  })
}

function settingsFor(product: string, flags: ServeFlags): Record<string, unknown> {
  if (product === 'wekan') {
    return {
      ...(flags.wekanApi === 'off' ? { api: 'off' } : {}),
      ...(flags.wekanRootUrl === undefined ? {} : { rootUrl: flags.wekanRootUrl }),
    }
  }
  return {
    ...(flags.kanboardToken === undefined ? {} : { api_token: flags.kanboardToken }),
    ...(flags.kanboardAuthHeader === undefined ? {} : { auth_header: flags.kanboardAuthHeader }),
  }
}

type ChosenProfile = Pick<Choice, 'profile' | 'observed'>

function profilesByProduct(given: readonly string[]): Map<string, ChosenProfile> {
  const known = products.flatMap(({ profiles }) => profiles.map(({ id }) => id))
  const chosen = new Map<string, ChosenProfile & { readonly said: string }>()
  for (const said of given) {
    const observed = /\.(ya?ml|json)$/.test(said) ? loadProfile(said, products) : undefined
    if (!observed && !known.includes(said))
      throw new UsageError(`unknown profile '${said}': choose one of ${known.join(', ')}`)
    const product = (observed?.profile ?? said).split('@')[0] ?? ''
    const other = chosen.get(product)
    if (other) throw new UsageError(`two profiles for ${product}: ${other.said} and ${said}; give one`)
    chosen.set(product, { said, ...(observed ? { observed } : { profile: said }) })
  }
  return chosen
}

function quirksByProduct(given: readonly string[]): Map<string, Record<string, 'on' | 'off'>> {
  const known = products.flatMap((product) =>
    product.quirks.map((quirk) => ({ name: quirk.name, product: product.name })),
  )
  const chosen = new Map<string, Record<string, 'on' | 'off'>>()
  for (const text of given) {
    const [name = '', state] = text.split('=')
    const quirk = known.find((candidate) => candidate.name === name)
    if (!quirk)
      throw new UsageError(
        `unknown quirk '${name}': choose one of ${known
          .map((one) => one.name)
          .sort()
          .join(', ')}`,
      )
    if (state !== 'on' && state !== 'off') throw new UsageError(`--quirk ${text}: write ${name}=on or ${name}=off`)
    chosen.set(quirk.product, { ...chosen.get(quirk.product), [name]: state })
  }
  return chosen
}

function fidelityByProduct(given: readonly string[]): (product: string) => Fidelity {
  const chosen = new Map<string, Fidelity>()
  for (const text of given) {
    const [first = '', second] = text.split('=')
    const value = second ?? first
    const fidelity = fidelities.find((one) => one === value)
    if (!fidelity) throw new UsageError(`unknown fidelity '${value}': choose one of ${fidelities.join(', ')}`)
    chosen.set(second === undefined ? '' : productNamed(first).name, fidelity)
  }
  return (product) => chosen.get(product) ?? chosen.get('') ?? 'real'
}

function portNumber(text: string): number {
  const value = wholeNumber(text)
  if (value > 65535) throw new InvalidArgumentError('a port is a number from 0 to 65535.')
  return value
}

function webAddress(text: string): string {
  if (!/^https?:\/\//.test(text) || !URL.canParse(text)) {
    throw new InvalidArgumentError('an address is expected: https://wekan.example.com')
  }
  return text
}

function pathPrefix(text: string): string {
  if (text !== '' && (!/^\/[^?#]*$/.test(text) || text.startsWith('/_fake'))) {
    throw new InvalidArgumentError("a path begins with '/', has no '?' and is not below /_fake.")
  }
  return text.replace(/\/+$/, '')
}
