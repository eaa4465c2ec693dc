import { quirk } from '../kernel/quirk.js'
import type { Caller } from './auth.js'
import type { Parameter, UpstreamProcedure } from './catalogue.js'
import { Crash, Refusal, RpcError } from './faults.js'
import { isArray, toText, valuesOf } from './php.js'
import type { PhpValue } from './php.js'

export const inheritedMethods = quirk({
  name: 'kanboard.inherited-methods',
  summary:
    'On: methods that the procedure classes inherit (getClassName, filterValues, beforeProcedure …) can be called as if ' +
    'they were procedures. Off: method not found.',
  since: '1.0.31',
  source: { code: 'kanboard/kanboard@v1.2.53 libs/jsonrpc/src/JsonRPC/ProcedureHandler.php:158 method_exists()' },
})

const parameter = (name: string, isArray = false): Parameter => ({ name, isRequired: true, fallback: null, isArray })

interface InheritedMethod extends UpstreamProcedure {
  run(values: Readonly<Record<string, PhpValue>>, caller: Caller): unknown
}

/** A parameter of the class Container takes nothing that JSON can say. */
const wantsContainer = (): never => {
  throw new Crash('PHP wants an object of the class Container')
}

const methods: readonly InheritedMethod[] = [
  {
    name: 'beforeProcedure',
    group: 'Inherited',
    parameters: [parameter('procedure')],
    run: ({ procedure = null }, caller) => {
      if (caller.kind === 'user' && isArray(procedure)) throw new Crash('strtolower() takes no list')
      // in_array() compares loosely: true is equal to every name.
      const isMe = procedure === true || meProcedures.has(toText(procedure))
      if (caller.kind === 'application' && isMe) throw new Refusal(403, 'the application may not call Me procedures')
      return null
    },
  },
  {
    name: 'filterValues',
    group: 'Inherited',
    parameters: [parameter('values', true)],
    run: ({ values = [] }) => {
      if (!isArray(values)) return null
      const entries =
        values instanceof Map ? [...values] : valuesOf(values).map((value, index) => [String(index), value] as const)
      return new Map(entries.filter(([, value]) => value !== null))
    },
  },
  { name: 'getClassName', group: 'Inherited', parameters: [], run: () => 'MeProcedure' },
  {
    name: '__get',
    group: 'Inherited',
    parameters: [parameter('name')],
    // unknown: names of real services answer an object of their public members.
    run: ({ name = null }) => {
      throw new RpcError(-32602, 'Invalid params', `Identifier "${toText(name)}" is not defined.`)
    },
  },
  { name: '__construct', group: 'Inherited', parameters: [parameter('container')], run: wantsContainer },
  { name: 'getInstance', group: 'Inherited', parameters: [parameter('container')], run: wantsContainer },
]

const meProcedures: ReadonlySet<string> = new Set([
  'getMe',
  'getMyDashboard',
  'getMyActivityStream',
  'createMyPrivateProject',
  'getMyProjectsList',
  'getMyProjects',
  'getMyOverdueTasks',
])

/** The inherited method of that name, in any letter case. */
export function inheritedMethod(name: string): InheritedMethod | undefined {
  const wanted = name.toLowerCase()
  return methods.find((method) => method.name.toLowerCase() === wanted)
}
