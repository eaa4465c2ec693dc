import { z } from 'zod'
import { matchesGlob } from './glob.js'
import type { LogEntry } from './log-entry.js'

const Whole = z.union([
  z.int().min(0),
  z
    .string()
    .regex(/^\d{1,15}$/, 'a whole number is expected')
    .transform(Number),
])

/** Which entries of a log. Every member may be written as text, as in the query of a URL. */
export const LogQuery = z
  .strictObject({
    product: z.string().optional().describe('wekan, kanboard.'),
    operation: z.string().optional().describe('Upstream name; `*` stands for any letters.'),
    actor: z.string().optional().describe('Login name of the caller; empty for nobody.'),
    status: z
      .union([z.int(), z.string().regex(/^[1-5](\d\d|xx)$/, 'write 404 or 4xx')])
      .optional()
      .describe('Status of the answer: `404`, or a class: `4xx`.'),
    method: z.string().optional().describe('HTTP method.'),
    path: z.string().optional().describe('Path without query: `*` stands for anything but a slash, `**` for anything.'),
    since: Whole.optional().describe('Only entries after this one, by `seq`.'),
    text: z.string().optional().describe('Text that stands anywhere in path, headers, bodies or reasons.'),
    fault: z.string().optional().describe('Id of the fault that struck; `*` for any.'),
    outcome: z
      .enum(['ok', 'failed', 'mute', 'deviant', 'unmatched', 'fault'])
      .optional()
      .describe(
        '`ok`: neither failed nor mute. `failed`: status 400 and above. `mute`: a failure whose reason the product kept ' +
          'to itself. `deviant`: outside the documented contract. `unmatched`: no such operation. `fault`: struck by one.',
      ),
    limit: Whole.refine((limit) => limit > 0, 'at least 1')
      .optional()
      .describe('Only the last so many.'),
  })
  .describe('Which entries of the log.')

export type LogQuery = z.output<typeof LogQuery>

type Test = (entry: LogEntry, wanted: never) => boolean

const tests: Readonly<Record<Exclude<keyof LogQuery, 'limit'>, Test>> = {
  product: ({ product }, wanted: string) => product === wanted,
  operation: ({ operations }, wanted: string) => operations.some((one) => matchesGlob(wanted, one)),
  actor: ({ actor = '' }, wanted: string) => actor === wanted,
  status: ({ status }, wanted: string | number) => isOfStatus(status, String(wanted)),
  method: ({ method }, wanted: string) => method.toUpperCase() === wanted.toUpperCase(),
  path: ({ path }, wanted: string) => matchesGlob(wanted, path.split('?')[0] ?? path),
  since: ({ seq }, wanted: number) => seq > wanted,
  text: (entry, wanted: string) => textsOf(entry).some((text) => text.includes(wanted)),
  fault: ({ fault }, wanted: string) => fault !== undefined && fault.split(',').some((one) => matchesGlob(wanted, one)),
  outcome: (entry, wanted: NonNullable<LogQuery['outcome']>) => outcomes[wanted](entry),
}

const outcomes: Readonly<Record<NonNullable<LogQuery['outcome']>, (entry: LogEntry) => boolean>> = {
  ok: (entry) => !outcomes.failed(entry) && !outcomes.mute(entry) && !outcomes.unmatched(entry),
  // A connection that was reset has no status.
  failed: ({ status }) => status >= 400 || status === 0,
  mute: ({ status, reasons }) => reasons.length > 0 && status < 400 && status !== 0,
  deviant: ({ deviations }) => deviations.length > 0,
  unmatched: ({ isUnmatched }) => isUnmatched === true,
  fault: ({ fault }) => fault !== undefined,
}

/** Whether an entry is one that a query asks for; its limit is not looked at. */
export function matchesQuery(query: LogQuery, entry: LogEntry): boolean {
  return differingMembers(query, entry).length === 0
}

/** The members of a query in which an entry is not as it asks. */
export function differingMembers(query: LogQuery, entry: LogEntry): (keyof LogQuery)[] {
  const names = Object.keys(tests) as (keyof typeof tests)[]
  // Each test stands under the member whose value it takes.
  return names.filter((name) => query[name] !== undefined && !tests[name](entry, query[name] as never))
}

function isOfStatus(status: number, wanted: string): boolean {
  return wanted.endsWith('xx') ? Math.floor(status / 100) === Number(wanted[0]) : status === Number(wanted)
}

function textsOf({ path, reasons, request, answer }: LogEntry): string[] {
  const ofMessages = [request, answer].flatMap((message) => [
    message?.body ?? '',
    ...Object.entries(message?.headers ?? {}).map(([name, value]) => `${name}: ${value}`),
  ])
  return [path, ...reasons, ...ofMessages]
}
