import type { Credentials, WireCall } from '../kernel/protocol.js'
import type { Product } from '../kernel/product.js'
import type { RecordedRequest, RecordedStep, Recording } from '../recording/format.js'
import { fill } from '../recording/paths.js'
import type { Summary } from './events.js'
import { runCheck } from './run.js'
import type { CheckOptions, Exchange } from './run.js'
import type { CallerSpec, Scenario } from './scenario.js'

/** Recordings of scenarios, one each, with secrets replaced by values of the same form. */
export interface Recorded {
  readonly recordings: readonly Recording[]
  readonly summary: Summary
}

/** Plays scenarios against a server and writes down what it answers, in the format of `stuntboard replay`. */
export async function recordScenarios(options: CheckOptions): Promise<Recorded> {
  const exchanges: Exchange[] = []
  const onExchange = (exchange: Exchange): void => {
    exchanges.push(exchange)
  }
  const summary = await runCheck({ ...options, onExchange })
  const names = [...new Set(exchanges.map(({ scenario }) => scenario.name))]
  const recordings = names.map((name) => {
    const own = exchanges.filter(({ scenario }) => scenario.name === name)
    return recordingOf(options, summary, own)
  })
  return { recordings, summary }
}

function recordingOf({ product, given }: CheckOptions, summary: Summary, exchanges: readonly Exchange[]): Recording {
  const [first] = exchanges
  if (!first) throw new Error('a recording needs at least one exchange')
  const cover = new Cover([given.password, given.token])
  const steps = exchanges.map((exchange) => stepOf(product, exchange, cover))
  const vars = exchanges.at(-1)?.vars ?? {}
  return {
    product: product.name,
    version: summary.version ?? summary.profile.slice(summary.profile.indexOf('@') + 1),
    name: first.scenario.name,
    description: first.scenario.about,
    vars: {},
    recordedVars: {
      ...(given.username === undefined ? {} : { username: given.username }),
      ...(cover.value(vars) as Record<string, unknown>),
    },
    steps,
  }
}

function stepOf(product: Product, { scenario, step, op, answer, vars }: Exchange, cover: Cover): RecordedStep {
  // What was found on the server has no name that a later step gives it.
  const input = step.with === undefined ? step.input : (fill(step.input, vars) as Record<string, unknown>)
  const { method, path, headers, body } = product.protocol.encode(op, input, {
    kind: 'none',
  } satisfies Credentials)
  const auth = authOf(product, scenario, step.as)
  const { resultPath } = product.protocol
  const captures = Object.entries(step.capture ?? {}).map(([name, from]) => [name, resultPath + from.slice(1)] as const)
  return {
    name: step.name,
    request: {
      method,
      path: path.replace(/%7B%7B(\w+)%7D%7D/g, '{{$1}}'),
      ...(auth === undefined ? {} : { auth }),
      ...sentBody(body, headers['content-type']),
    },
    ...(captures.length > 0 ? { capture: Object.fromEntries(captures) } : {}),
    response: {
      status: answer.status,
      contentType: answer.contentType,
      ...(answer.wwwAuthenticate === undefined ? {} : { wwwAuthenticate: answer.wwwAuthenticate }),
      ...(answer.body === undefined ? { text: cover.text(answer.text) } : { body: cover.value(answer.body) }),
    },
  }
}

function sentBody(body: WireCall['body'], type = ''): Pick<RecordedRequest, 'json' | 'base64' | 'headers'> {
  if (body === undefined) return {}
  if (typeof body === 'string') return { json: JSON.parse(body) as unknown }
  return { headers: { 'content-type': type }, base64: Buffer.from(body).toString('base64') }
}

/** Whoever signed in is named by placeholders that the player of the recording gives. */
function authOf(product: Product, { requires }: Scenario, as: CallerSpec | undefined): string | undefined {
  if (as === 'none') return undefined
  if (as !== undefined) return 'bearer' in as ? `bearer:${as.bearer}` : `basic:${as.user}:${as.password}`
  if (product.protocol.kind === 'rest') return 'bearer:{{token}}'
  return requires[0] === 'application' ? 'basic:jsonrpc:{{token}}' : 'basic:{{username}}:{{password}}'
}

/** Secrets by form, and what stands for the n-th of them: the same form, so that a replay levels it alike. */
const forms: readonly (readonly [RegExp, (n: string) => string])[] = [
  [/\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}/g, (n) => `$2y$10$${n.padStart(53, '.')}`],
  [/(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{43}=/g, (n) => `${n.padStart(43, 'A')}=`],
  [/(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{43}(?![A-Za-z0-9_=-])/g, (n) => n.padStart(43, 'x')],
  [/(?<![0-9a-f])[0-9a-f]{60}(?![0-9a-f])/g, (n) => n.padStart(60, '0')],
]

/** Replaces secrets, the same one always by the same value. */
class Cover {
  readonly #known = new Map<string, string>()

  readonly #secrets: readonly string[]

  constructor(secrets: readonly (string | undefined)[]) {
    // A short password may be a common word; requests name it by a placeholder, so it stands nowhere by itself.
    this.#secrets = secrets.filter((secret) => secret !== undefined).filter((secret) => secret.length >= 8)
  }

  text(text: string): string {
    let covered = text
    for (const secret of this.#secrets) covered = covered.split(secret).join('***')
    for (const [form, make] of forms) covered = covered.replace(form, (found) => this.#cover(found, make))
    return covered
  }

  value(value: unknown): unknown {
    if (typeof value === 'string') return this.text(value)
    if (Array.isArray(value)) return value.map((item) => this.value(item))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.value(item)]))
  }

  #cover(secret: string, make: (n: string) => string): string {
    const known = this.#known.get(secret) ?? make(String(this.#known.size + 1))
    this.#known.set(secret, known)
    return known
  }
}
