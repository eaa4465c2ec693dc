import type { Inbound, Trace } from '../kernel/exchange.js'
import { invoke, requestDeviations } from '../kernel/invoke.js'
import type { Setup } from '../kernel/product.js'
import { quirk } from '../kernel/quirk.js'
import { hasOperation } from '../kernel/setup.js'
import { inVersions } from '../kernel/versions.js'
import { attachActions, runActions } from './action-listeners.js'
import type { ActionListeners } from './action-listeners.js'
import { authenticate } from './auth.js'
import type { Caller } from './auth.js'
import { bind } from './bind.js'
import type { Bound } from './bind.js'
import { proceduresAt } from './catalogue.js'
import type { UpstreamProcedure } from './catalogue.js'
import type { Database } from './database.js'
import { dispatch } from './events.js'
import { Crash, RelayedException, RpcError } from './faults.js'
import { inheritedMethod, inheritedMethods } from './inherited.js'
import type { Library } from './libraries.js'
import { checkRole } from './permissions.js'
import { checkProjects, requireProject } from './project-access.js'
import { toPlain } from './php.js'
import type { PhpMap, PhpValue } from './php.js'
import type { AnyProcedure, KanboardContext } from './procedure.js'
import { subscribers } from './subscribers.js'
import type { KanboardWorld } from './tables.js'

export const phpCrash500 = quirk({
  name: 'kanboard.php-crash-500',
  summary:
    'On: a value of a type that PHP cannot use ends the request with status 500 and an empty body, of a batch too. ' +
    'Off: the procedure answers what its documentation promises on failure.',
  source: { evidence: 'kanboard/v1.2.53/transport-wrong-types.json step 38' },
})

/** One HTTP request on its way through the product. */
export interface Session {
  readonly world: KanboardWorld
  readonly setup: Setup
  readonly database: Database
  readonly library: Library
  readonly request: Inbound
  /** Declared procedures by name in lower case. */
  readonly declared: ReadonlyMap<string, AnyProcedure>
  readonly trace: Trace
  /** What the fake says of its own in the header `x-fake`. */
  readonly voice: Voice
  /** What PHP prints before the answer. */
  readonly printed: string[]
  /** Automatic actions that listen, once for every call so far. */
  readonly listeners: ActionListeners
}

export interface Voice {
  readonly 'not-built': string[]
  readonly strict: string[]
}

/** Runs one call and answers its result; throws `RpcError`, `Refusal` or `Crash`. Decides in the order of the real one. */
export function call(session: Session, method: string, sent: readonly PhpValue[] | PhpMap): unknown {
  const { library } = session
  const early = library.authenticatesFirst ? recognise(session) : undefined
  const inherited = session.setup.quirks.has(inheritedMethods.name) ? inheritedMethod(method) : undefined
  const procedure = upstream(session, method) ?? inherited
  if (!procedure) throw new RpcError(-32601, 'Method not found')
  const caller = early ?? recognise(session)
  checkRole(procedure, method, caller, session.setup)
  return relayed(session, () => run(session, procedure, { method, sent, caller }))
}

function recognise(session: Session): Caller {
  attachActions(session)
  const caller = authenticate(session)
  session.listeners.caller = caller
  session.trace.actor = caller.kind === 'application' ? 'jsonrpc' : caller.user.username
  return caller
}

function upstream({ setup, declared }: Session, method: string): UpstreamProcedure | undefined {
  const name = method.toLowerCase()
  const own = declared.get(name)
  if (own && setup.profile.shapes?.[own.id]?.isAbsent === true) return undefined
  const known = proceduresAt(setup.profile.version).get(name)
  if (known) return known
  return own && hasOperation(own, setup) ? undeclaredUpstream(own) : undefined
}

/** A procedure that the catalogue does not have: its declaration says which parameters there are. */
function undeclaredUpstream(own: AnyProcedure): UpstreamProcedure {
  throw new Error(`procedure ${own.id} is declared, but the catalogue has no line for it`)
}

interface Call {
  /** The name as the client spelt it. */
  readonly method: string
  readonly sent: readonly PhpValue[] | PhpMap
  readonly caller: Caller
}

function run(session: Session, procedure: UpstreamProcedure, { method, sent, caller }: Call): unknown {
  const own = session.declared.get(procedure.name.toLowerCase())
  if (own) session.trace.operations.push(own.id)
  try {
    const bound = bind(procedure.parameters, sent, session.library)
    const inherited = procedure.group === 'Inherited' ? inheritedMethod(procedure.name) : undefined
    if (inherited) return inherited.run(bound.values, caller)
    if (!own) return refuseUnbuilt(session, procedure.name)
    judge(session, own, method, bound)
    const gate = { ...session, caller, version: session.setup.profile.version, procedure: own.id }
    checkProjects(gate, bound.values)
    const note = session.trace.deviations.push.bind(session.trace.deviations)
    const ctx = contextOf(session, caller, (project) => requireProject(gate, project))
    return invoke(own, ctx, bound.values, session.setup, note)
  } catch (error) {
    if (!(error instanceof Crash) || session.setup.quirks.has(phpCrash500.name)) throw error
    session.trace.reasons.push(error.message)
    return own?.failure ?? false
  }
}

/** kanboard/kanboard@v1.2.25 libs/picodb/lib/PicoDb/StatementHandler.php handleSqlError() */
const tellsSqlState = { since: '1.2.25' }

/** An older library does not catch the exceptions of procedures. */
function relayed(session: Session, work: () => unknown): unknown {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof RelayedException)) throw error
    if (!session.library.relaysExceptions) throw new Crash(error.message)
    if (inVersions(tellsSqlState, session.setup.profile.version)) throw error
    throw new RelayedException(error.code, error.message.replace(/^SQL Error\[\w+\]:/, 'SQL Error:'))
  }
}

function refuseUnbuilt({ voice }: Session, name: string): never {
  voice['not-built'].push(`${name} is a procedure of Kanboard that is not imitated yet`)
  throw new RpcError(-32601, 'Method not found')
}

/** Notes what is outside the documented contract; under `strict` it is refused. */
function judge({ setup, trace, voice }: Session, own: AnyProcedure, method: string, bound: Bound): void {
  const plain = Object.fromEntries([...bound.given].map(([name, value]) => [name, toPlain(value)]))
  const deviations = requestDeviations(own, plain, setup)
  if (method !== own.id) {
    deviations.push({ operation: own.id, at: 'input', path: '', message: `the name is spelt ${own.id}` })
  }
  for (const deviation of deviations) trace.deviations.push(deviation)
  const [first] = deviations
  if (setup.fidelity !== 'strict' || !first) return
  const explanation = first.path === '' ? first.message : `${first.path}: ${first.message}`
  voice.strict.push(`${own.id}: ${explanation}`)
  throw new RpcError(-32602, 'Invalid params', explanation)
}

function contextOf(
  { world, setup, database, trace, printed, listeners, request }: Session,
  caller: Caller,
  requireProject: (project: PhpValue) => void,
): KanboardContext {
  const ctx: KanboardContext = {
    world,
    db: world.tables,
    setup,
    database,
    caller,
    callerId: caller.kind === 'user' ? caller.user.id : 0,
    host: request.headers['host'] ?? '',
    isFirstCall: trace.operations.length <= 1,
    has: (one) => setup.quirks.has(one.name),
    explain: (reason, result) => {
      trace.reasons.push(reason)
      return result
    },
    requireProject,
    emit: (name, data) => {
      dispatch(subscribers, ctx, { name, data })
      runActions(listeners, ctx, { name, data })
    },
    print: (text) => printed.push(text),
  }
  return ctx
}
