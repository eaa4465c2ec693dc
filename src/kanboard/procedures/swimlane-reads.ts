import { z } from 'zod'
import type { ErrorCase } from '../../kernel/operation.js'
import { byRelease } from '../by-release.js'
import { toText } from '../php.js'
import type { PhpValue } from '../php.js'
import { argument, procedure } from '../procedure.js'
import type { KanboardContext } from '../procedure.js'
import { swimlane } from '../project-entities.js'
import type { SwimlaneRow } from '../rows.js'
import { earlySwimlane, earlySwimlanes, whileSwimlaneIsNoRow } from './early-board.js'
import { sortedByPosition } from './positions.js'
import { membersOnly } from './attached-errors.js'
import { projectId } from './project-arguments.js'
import { holds } from './release-rules.js'

const page = 'kanboard/documentation v1/api/swimlane_procedures.md'
const recorded = 'kanboard/v1.2.53/swimlanes.json'
const unknown = 'kanboard/v1.2.53/matrix-unknown-ids.json'

export const swimlaneId = (): z.ZodType<PhpValue, number> => argument(z.int().describe('Number of the swimlane'))

/** The row that a request's id means. */
export function findSwimlane(ctx: KanboardContext, id: PhpValue, place = 1): SwimlaneRow | undefined {
  const found = ctx.database.idIn(id, place)
  return found === undefined ? undefined : ctx.db.swimlanes.get(found)
}

export const noSwimlane = (id: PhpValue): string => `there is no swimlane ${toText(id) || 'without a number'}`

/** The swimlanes of a project, in no order. */
export function swimlanesOf(ctx: KanboardContext, project: PhpValue): SwimlaneRow[] {
  const id = ctx.database.idIn(project)
  return id === undefined ? [] : ctx.db.swimlanes.where({ project_id: id })
}

/** The swimlane of a project with this name, as the database compares texts. */
export function swimlaneNamed(ctx: KanboardContext, project: PhpValue, name: string): SwimlaneRow | undefined {
  const key = ctx.database.textKey(name)
  return swimlanesOf(ctx, project).find((row) => ctx.database.textKey(row.name) === key)
}

const orNull = swimlane.nullable().describe('The swimlane, null when there is none')
const missing: ErrorCase = {
  when: 'there is no such swimlane',
  status: 200,
  result: null,
  source: { evidence: unknown },
}

export const getActiveSwimlanes = procedure({
  id: 'getActiveSwimlanes',
  group: 'Swimlane',
  summary: 'Get the list of enabled swimlanes of a project',
  doc: 'Sorted by position. Until 1.0.39 the default swimlane comes first, in the shape of 1.0.22, read from its source.',
  sources: [{ doc: `${page}#getactiveswimlanes` }, { evidence: recorded }],
  effect: 'read',
  failure: null,
  input: z.object({ project_id: projectId() }),
  output: byRelease(whileSwimlaneIsNoRow, { then: z.array(earlySwimlane), else: z.array(swimlane) }).describe(
    'The enabled swimlanes, none for an unknown project',
  ),
  errors: [membersOnly('viewer')],
  examples: [
    { title: 'an unknown project', input: { project_id: 999 }, output: [], source: { evidence: `${unknown} step 73` } },
  ],
  handle: (ctx, { project_id }) =>
    holds(ctx, 'swimlanesAreRows')
      ? sortedByPosition(swimlanesOf(ctx, project_id).filter((row) => row.is_active === 1))
      : earlySwimlanes(ctx, project_id),
})

export const getAllSwimlanes = procedure({
  id: 'getAllSwimlanes',
  group: 'Swimlane',
  summary: 'Get the list of all swimlanes of a project (enabled or disabled)',
  doc: 'Sorted by position.',
  sources: [{ doc: `${page}#getallswimlanes` }, { evidence: recorded }],
  effect: 'read',
  failure: null,
  input: z.object({ project_id: projectId() }),
  output: z.array(swimlane).describe('The swimlanes, none for an unknown project'),
  errors: [membersOnly('viewer')],
  examples: [
    { title: 'an unknown project', input: { project_id: 999 }, output: [], source: { evidence: `${unknown} step 74` } },
  ],
  handle: (ctx, { project_id }) => sortedByPosition(swimlanesOf(ctx, project_id)),
})

const answer = (ctx: KanboardContext, id: PhpValue): SwimlaneRow | null =>
  findSwimlane(ctx, id) ?? ctx.explain(noSwimlane(id), null)

export const getSwimlane = procedure({
  id: 'getSwimlane',
  group: 'Swimlane',
  summary: 'Get the a swimlane by id',
  doc: 'Before 1.2.50 every user could read every swimlane.',
  sources: [{ doc: `${page}#getswimlane` }, { evidence: recorded }],
  effect: 'read',
  failure: null,
  input: z.object({ swimlane_id: swimlaneId() }),
  output: orNull,
  errors: [{ ...membersOnly('viewer'), since: '1.2.50' }, missing],
  examples: [
    {
      title: 'an unknown number',
      input: { swimlane_id: 999 },
      output: null,
      source: { evidence: `${unknown} step 77` },
    },
  ],
  handle: (ctx, { swimlane_id }) => answer(ctx, swimlane_id),
})

export const getSwimlaneById = procedure({
  id: 'getSwimlaneById',
  group: 'Swimlane',
  summary: 'Get the a swimlane by id',
  sources: [{ doc: `${page}#getswimlanebyid` }, { evidence: recorded }],
  effect: 'read',
  failure: null,
  input: z.object({ swimlane_id: swimlaneId() }),
  output: orNull,
  errors: [membersOnly('viewer'), missing],
  examples: [
    {
      title: 'an unknown number',
      input: { swimlane_id: 999 },
      output: null,
      source: { evidence: `${unknown} step 75` },
    },
  ],
  handle: (ctx, { swimlane_id }) => answer(ctx, swimlane_id),
})

export const getSwimlaneByName = procedure({
  id: 'getSwimlaneByName',
  group: 'Swimlane',
  summary: 'Get the a swimlane by name',
  doc: 'SQLite and PostgreSQL tell upper from lower case.',
  sources: [{ doc: `${page}#getswimlanebyname` }, { evidence: recorded }],
  effect: 'read',
  failure: null,
  input: z.object({ project_id: projectId(), name: argument(z.string().describe('Name of the swimlane')) }),
  output: orNull,
  errors: [membersOnly('viewer'), missing],
  examples: [
    {
      title: 'an unknown name',
      input: { project_id: 999, name: 'x' },
      output: null,
      source: { evidence: `${unknown} step 76` },
    },
  ],
  handle: (ctx, { project_id, name }) => {
    const found = name === null ? undefined : swimlaneNamed(ctx, project_id, toText(name))
    return found ?? ctx.explain(`the project has no swimlane '${toText(name)}'`, null)
  },
})
