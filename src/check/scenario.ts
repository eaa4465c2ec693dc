import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { parseDocument } from 'yaml'
import { z } from 'zod'
import type { Versions } from '../kernel/operation.js'
import { UsageError } from '../kernel/product.js'

const Failure = z.strictObject({
  status: z.int().optional().describe("The error's own status: the one in the body where the answer hides it."),
  code: z.union([z.string(), z.number()]).optional().describe('Word or number of the error.'),
})

const Expect = z.strictObject({
  result: z
    .unknown()
    .optional()
    .describe('Equal to the result; of an object, the given members, and `{}` is one without members.'),
  includes: z.array(z.unknown()).optional().describe('Elements that the list has, each given in part.'),
  excludes: z.array(z.unknown()).optional().describe('Elements that the list has not.'),
  failure: Failure.optional().describe('A declared failure instead of a result.'),
  empty: z.boolean().optional().describe('An answer without a body.'),
  complete: z.boolean().optional().describe('Every declared member is there, at every level.'),
  filled: z
    .array(z.string())
    .optional()
    .describe('Members that are there and not null where the release has them: `password`, `members.userId`.'),
  without: z
    .array(z.string())
    .optional()
    .describe('Members that `complete` does not ask for: `labels`, `boards.isWorker`.'),
})

const Caller = z.union([
  z.literal('none'),
  z.strictObject({ bearer: z.string() }),
  z.strictObject({ user: z.string(), password: z.string() }),
])

const Call = z.strictObject({
  operation: z.string().describe('Id of a declared operation.'),
  as: Caller.optional().describe('Who calls; default: the account that the run was given.'),
  input: z.record(z.string(), z.unknown()).default({}),
})

const Step = Call.extend({
  name: z.string().describe('A sentence about the product.'),
  capture: z
    .record(z.string(), z.string())
    .optional()
    .describe('Values of the result for later steps: `{ id: $._id }`.'),
  expect: Expect.optional(),
  since: z.string().optional().describe('First release in which this holds.'),
  until: z.string().optional().describe('Last release in which this holds.'),
  options: z
    .record(z.string(), z.union([z.string(), z.array(z.string())]))
    .optional()
    .describe('Only with these options of the product: `{ database: sqlite }`, `{ database: [mysql, postgres] }`.'),
  quirk: z.string().optional().describe('Only while this quirk is on; with a leading `!` only while it is off.'),
  needs: z
    .array(z.string())
    .optional()
    .describe(
      'Features of the deployment, named to the run: ldap, mail; `no-ldap` for one without; `lockout` waits for --allow-lockout.',
    ),
  with: z
    .string()
    .optional()
    .describe('A kind of thing from `finds` whose names the step uses; without one it is skipped.'),
})

const Find = z.strictObject({
  find: z.string().describe('Kind of thing: board, list, card.'),
  in: z.string().optional().describe('Kind of thing that it is in.'),
  operation: z.string().describe('Reading operation that lists them.'),
  input: z.record(z.string(), z.unknown()).default({}),
  list: z.string().default('$').describe('Path of the list in the result.'),
  isOne: z.boolean().optional().describe('The result is the one thing itself.'),
  ignore: z
    .array(z.string())
    .default([])
    .describe(
      'Paths into an element of what the server itself writes there as a run goes on; no part of the footprint.',
    ),
  as: z.record(z.string(), z.string()).describe('Names for later steps, as paths into an element.'),
  where: z.array(z.string()).default([]).describe('Paths of an element that are not empty.'),
  title: z.string().optional().describe('Path of its title in an element; default `$.title`.'),
})

const Refused = z
  .strictObject({
    who: z.string().describe('Begins the names of the steps that are made of it.'),
    as: Caller.optional().describe('Who tries; default: whoever succeeds.'),
    input: z.record(z.string(), z.unknown()).optional().describe('Members added to the input that succeeds.'),
    instead: z
      .record(z.string(), z.unknown())
      .optional()
      .describe('Other values of members that the input has; operations whose input lacks them are not tried.'),
    status: z.int().optional().describe("The failure's own status: 401, 403."),
    when: z.string().optional().describe('How the declaration of the failure begins.'),
  })
  .refine(({ status, when }) => status !== undefined || when !== undefined, 'needs status or when')

const ScenarioFile = z.strictObject({
  product: z.string(),
  name: z.string(),
  about: z.string(),
  requires: z.array(z.string()).default([]).describe('What the account must be: application, site-admin, …'),
  when: z.literal('read-only').optional().describe('Played only by runs that change nothing.'),
  finds: z.array(Find).default([]).describe('What to look for on the server before the steps, parents first.'),
  refused: z
    .array(Refused)
    .default([])
    .describe(
      'Calls that fail, tried before the first step that succeeds of every operation that declares the failure.',
    ),
  steps: z.array(Step).min(1),
  cleanup: z.array(Call).default([]).describe('Removes what the steps made, children first; always run.'),
})

export type Expectation = z.infer<typeof Expect>
export type ScenarioCall = z.infer<typeof Call>
export type ScenarioStep = z.infer<typeof Step>
/** How to find things of one kind that are on the server already. */
export type FindRule = z.infer<typeof Find>
export type CallerSpec = z.infer<typeof Caller>
export type RefusedCall = z.infer<typeof Refused>
/** One story: steps in order, then cleanup. `{{run}}` names everything that it makes. */
export type Scenario = z.infer<typeof ScenarioFile>

/** The releases in which a step holds. */
export function boundsOf({ since, until }: ScenarioStep): Versions {
  return { ...(since === undefined ? {} : { since }), ...(until === undefined ? {} : { until }) }
}

/** Whether a step is for a server with these options. */
export function fitsOptions({ options = {} }: ScenarioStep, chosen: Readonly<Record<string, string>>): boolean {
  return Object.entries(options).every(([name, values]) => [values].flat().includes(chosen[name] ?? ''))
}

/** Reads a scenario, or every one below a folder, by file name. Throws `UsageError` naming file and place. */
export function readScenarios(place: string): Scenario[] {
  if (!isFolder(place)) return [readScenario(place)]
  const files = readdirSync(place, { recursive: true, encoding: 'utf8' }).filter((file) => /\.ya?ml$/.test(file))
  if (files.length === 0) throw new UsageError(`${place}: there is no scenario, which is a .yaml file`)
  return files.sort().map((file) => readScenario(join(place, file)))
}

function isFolder(place: string): boolean {
  const found = statSync(place, { throwIfNoEntry: false })
  if (!found) throw new UsageError(`there is no such file or folder of scenarios: ${place}`)
  return found.isDirectory()
}

export function readScenario(file: string): Scenario {
  const name = relative(process.cwd(), file) || file
  const document = parseDocument(readFileSync(file, 'utf8'), { merge: true })
  const [broken] = document.errors
  if (broken) throw new UsageError(`${name}: ${broken.message}`)
  const parsed = ScenarioFile.safeParse(document.toJS())
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new UsageError(`${name}: at ${issue?.path.join('.') || 'the top'}: ${issue?.message ?? 'not a scenario'}`)
}
