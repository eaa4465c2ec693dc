import type { Command } from 'commander'
import { parse } from 'yaml'
import type { ExpectedCalls, Verdict, Verification } from '../control/verify.js'
import { UsageError } from '../kernel/product.js'
import { queryOf, withQuery } from './log-query-flags.js'
import { acting, planeCommand, show, withPlane } from './plane-target.js'
import type { PlaneFlags } from './plane-target.js'
import { textOf } from './snapshot.js'

interface VerifyFlags extends PlaneFlags {
  readonly body?: string
  readonly exactly?: string
  readonly atLeast?: string
  readonly atMost?: string
  readonly withinContract: boolean
  readonly allMatched: boolean
  readonly file?: string
}

const counts = ['exactly', 'atLeast', 'atMost'] as const
const queried = ['product', 'operation', 'actor', 'status', 'method', 'path', 'text', 'fault', 'outcome', 'since']

export function verifyCommand(finish: (code: number) => void): Command {
  const command = planeCommand(
    'verify',
    'Whether the calls to a running fake are as expected, and what came instead; exit code 1 when they are not.\n' +
      'Without an expectation: no call outside the documented contract, and none without an operation.',
    'verify --operation createTask --exactly 2',
  )
  return withQuery(command, queried)
    .option('--body <json>', 'what the JSON body of the request has, of objects the given members')
    .option('--exactly <n>', 'so many calls')
    .option('--at-least <n>', 'default: 1')
    .option('--at-most <n>', '0 for none')
    .option('--within-contract', 'no call was outside the documented contract', false)
    .option('--all-matched', 'every call was for an operation that there is', false)
    .option('--file <file>', 'expectations as YAML or JSON, for several counts and for order')
    .action(acting<readonly [], VerifyFlags>(finish, (_args, flags) => verify(flags)))
}

async function verify(flags: VerifyFlags): Promise<number> {
  const expected = expectationOf(flags)
  const verdict = await withPlane(flags, (plane) => plane.verify(expected))
  show(flags, verdict, linesOf(verdict))
  return verdict.isMet ? 0 : 1
}

const linesOf = ({ checks, text }: Verdict): string[] => [
  ...checks.flatMap(({ isMet, expected }) => (isMet ? [`holds: ${expected}`] : [])),
  ...(text === '' ? [] : [text]),
]

/** What the flags and the file expect; the server says what is wrong with it. */
function expectationOf(flags: VerifyFlags): Verification {
  const { withinContract, allMatched, file } = flags
  const calls = callsOf(flags)
  if (file !== undefined && calls) throw new UsageError('--file: write the calls into the file too')
  const since = queryOf(flags)['since']
  const given: Verification = {
    ...(file === undefined ? {} : fromFile(file)),
    ...(calls ? { calls: [calls] } : {}),
    ...(withinContract ? { withinContract } : {}),
    ...(allMatched ? { allMatched } : {}),
  }
  const told: Verification = Object.keys(given).length === 0 ? { withinContract: true, allMatched: true } : given
  return since === undefined ? told : { ...told, since: numberOf('since', since) }
}

/** Undefined where nothing is said of calls. */
function callsOf(flags: VerifyFlags): ExpectedCalls | undefined {
  const { since: _, ...query } = queryOf(flags)
  const body = flags.body === undefined ? {} : { body: bodyOf(flags.body) }
  const times = counts.flatMap((name) => (flags[name] === undefined ? [] : [[name, numberOf(name, flags[name])]]))
  const match = { ...query, ...body } as ExpectedCalls['match']
  if (times.length === 0 && Object.keys(match).length === 0) return undefined
  return { match, ...(Object.fromEntries(times) as Omit<ExpectedCalls, 'match'>) }
}

function numberOf(name: string, text: string): number {
  if (/^\d+$/.test(text) && Number.isSafeInteger(Number(text))) return Number(text)
  const flag = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  throw new UsageError(`--${flag} ${text}: a whole number is expected`)
}

function bodyOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    throw new UsageError(`--body: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function fromFile(file: string): Verification {
  try {
    // Judged by the server, which knows the schema.
    return parse(textOf(file)) as Verification
  } catch (error) {
    throw error instanceof UsageError
      ? error
      : new UsageError(`${file}: ${error instanceof Error ? error.message : String(error)}`)
  }
}
