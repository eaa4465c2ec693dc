import type { WorldChange } from '../kernel/changes.js'
import type { Deviation } from '../kernel/operation.js'
import type { LogEntry, LogMessage, NearMiss, RowChange } from './log-entry.js'
import type { Masks, Parameters } from './mask.js'

/** Rows of one request that the log shows. */
const CHANGES_LIMIT = 200

/** Headers and body as they were sent. */
export interface RawMessage {
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}

/** A request as the server tells it, with its secrets. */
export interface Told {
  readonly at: string
  readonly product: string
  readonly method: string
  readonly path: string
  readonly status: number
  readonly ms: number
  readonly operations: readonly string[]
  readonly actor?: string
  readonly reasons: readonly string[]
  readonly deviations: readonly Deviation[]
  readonly fault?: string
  readonly isUnmatched?: boolean
  readonly nearest?: readonly NearMiss[]
  readonly changes?: readonly WorldChange[]
  readonly request?: RawMessage
  readonly answer?: RawMessage
  /** Names of parameters, for secrets that are given by their place. */
  readonly parameters?: Parameters
}

interface Kept {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
  readonly bytes: number
  readonly isCut: boolean
}

/**
 * A request in the log. What the log shows of it is made when somebody looks, because most requests nobody ever looks
 * at; nothing else of it can be read, so nobody sees a secret.
 */
export class Draft {
  /** Bytes of the bodies that it keeps. */
  readonly weight: number
  readonly seq: number
  /** Whether it was outside the documented contract. */
  readonly isDeviant: boolean
  /** Whether there is no operation that it was for. */
  readonly isUnmatched: boolean
  readonly #masks: Masks
  #told: Omit<Told, 'request' | 'answer'> | undefined
  #request: Kept | undefined
  #answer: Kept | undefined
  #entry: LogEntry | undefined

  constructor(seq: number, { request, answer, ...told }: Told, with_: { masks: Masks; bodyBytes: number }) {
    this.seq = seq
    this.isDeviant = isOutsideContract(told)
    this.isUnmatched = told.isUnmatched === true
    this.#masks = with_.masks
    this.#told = told
    this.#request = request && keep(request, with_.bodyBytes)
    this.#answer = answer && keep(answer, with_.bodyBytes)
    this.weight = (this.#request?.body.length ?? 0) + (this.#answer?.body.length ?? 0)
  }

  get entry(): LogEntry {
    this.#entry ??= this.#make()
    return this.#entry
  }

  #make(): LogEntry {
    const told = this.#told
    if (!told) throw new Error('an entry is made once')
    const { changes = [], parameters = () => undefined, path, ...rest } = told
    const masks = this.#masks
    const shown = changes.slice(0, CHANGES_LIMIT)
    const entry = {
      event: 'request' as const,
      seq: this.seq,
      ...rest,
      path: masks.path(path),
      changes: [],
      changed: changes.length,
    }
    whenRead(entry, 'changes', () => shown.map((change) => rowChangeOf(change, masks)))
    for (const [name, kept] of [['request', this.#request] as const, ['answer', this.#answer] as const])
      if (kept) whenRead(entry, name, () => messageOf(kept, masks, parameters))
    this.#told = this.#request = this.#answer = undefined
    return Object.freeze(entry)
  }
}

/** What a product answers beside its contract is its own; what it was asked beside it is the caller's. */
export const isOutsideContract = ({ deviations }: Pick<LogEntry, 'deviations'>): boolean =>
  deviations.some(({ at }) => at === 'input')

/** Whoever follows a log for its lines alone reads neither bodies nor rows, which are most of the work. */
function whenRead<N extends keyof LogEntry>(entry: object, name: N, make: () => LogEntry[N]): void {
  let source: typeof make | undefined = make
  let made: LogEntry[N] | undefined
  Object.defineProperty(entry, name, {
    enumerable: true,
    get: () => {
      if (source) made = source()
      source = undefined
      return made
    },
  })
}

function keep({ headers, body = '' }: RawMessage, limit: number): Kept {
  const isCut = body.length > limit
  const bytes = typeof body === 'string' ? Buffer.byteLength(body) : body.length
  return { headers, body: kept(body, limit, isCut), bytes, isCut }
}

/** A copy of what is kept: a part would hold the whole in memory. */
function kept(body: string | Uint8Array, limit: number, isCut: boolean): string | Uint8Array {
  if (typeof body === 'string') return isCut ? Buffer.from(body.slice(0, limit)).toString('utf8') : body
  return Uint8Array.from(isCut ? body.subarray(0, limit) : body)
}

function messageOf(kept: Kept, masks: Masks, parameters: Parameters): LogMessage {
  const text = textOf(kept)
  return {
    headers: masks.headers(kept.headers),
    ...(text === undefined || text === '' ? {} : { body: masks.body(text, parameters) }),
    bytes: kept.bytes,
    ...(kept.isCut ? { isCut: true } : {}),
  }
}

/** Undefined where the bytes are no text. */
function textOf({ body, isCut }: Kept): string | undefined {
  if (typeof body === 'string') return body
  try {
    // A character that was cut in two is left out.
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body, { stream: isCut })
    return text.includes('\0') ? undefined : text
  } catch {
    return undefined
  }
}

function rowChangeOf({ table, key, before, after }: WorldChange, masks: Masks): RowChange {
  return {
    table,
    key,
    ...(before === undefined ? {} : { before: masks.value(before) }),
    ...(after === undefined ? {} : { after: masks.value(after) }),
  }
}
