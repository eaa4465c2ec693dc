import { z } from 'zod'
import type { ErrorCase } from '../../kernel/operation.js'
import { flagColumn, integerColumn } from '../columns.js'
import { Crash } from '../faults.js'
import { isArray, PhpFloat } from '../php.js'
import type { PhpValue } from '../php.js'
import { argument, procedure } from '../procedure.js'
import type { KanboardContext } from '../procedure.js'
import { findProject, noProject } from '../project-store.js'
import { changeRow } from './attached-store.js'
import { defaultName } from './early-board.js'
import { sortedByPosition } from './positions.js'
import { membersOnly } from './attached-errors.js'
import { projectId } from './project-arguments.js'
import { swimlaneId, swimlanesOf } from './swimlane-reads.js'

/* Places of columns and swimlanes before they could be given one, and the swimlane that was no row. */

const tag = 'kanboard/kanboard@v1.0.22'
const boardModel = `${tag} app/Model/Board.php`
const swimlaneModel = `${tag} app/Model/Swimlane.php`
const boardPage = 'kanboard doc/api-board-procedures.markdown of December 2015'
const swimlanePage = 'kanboard doc/api-swimlane-procedures.markdown of December 2015'
const unverified = 'read from the source of 1.0.22; no recording'

/** Users had a list of procedures, on which none of these is. */
export const applicationOnly: ErrorCase = {
  when: 'the caller is a user',
  until: '1.0.30',
  status: 403,
  code: 403,
  source: { code: `${tag} app/Api/Base.php:51` },
}

type Direction = 'up' | 'down'
const steps: Readonly<Record<Direction, -1 | 1>> = { up: -1, down: 1 }

interface Placed {
  readonly id: number
  readonly position: number
}

/** The number that PHP makes of a value where it looks into an array; undefined where no number has that key. */
function keyOf(value: PhpValue): number | undefined {
  if (isArray(value)) throw new Crash('a list is no key of an array')
  if (typeof value === 'boolean') return Number(value)
  if (typeof value === 'number') return Math.trunc(value)
  if (value instanceof PhpFloat) return Math.trunc(value.value)
  return typeof value === 'string' && /^(0|-?[1-9]\d*)$/.test(value) ? Number(value) : undefined
}

/**
 * The new places of a row and of the one that stands there, which may be none; a text where it cannot move. Like
 * `array_flip`, the last of several rows on one place counts.
 */
function exchanged(rows: readonly Placed[], id: PhpValue, direction: Direction): readonly Placed[] | string {
  const key = keyOf(id)
  const own = rows.find((row) => row.id === key)
  if (!own) return 'the project has none of that number'
  const isFree = direction === 'up' ? own.position > 1 : own.position < rows.length
  if (!isFree) return direction === 'up' ? 'it is the first' : 'it is the last'
  const position = own.position + steps[direction]
  const other = rows.findLast((row) => row.position === position)
  return [{ id: own.id, position }, ...(other ? [{ id: other.id, position: own.position }] : [])]
}

/** Columns are numbered from 1 before: after a removal their places have gaps. */
function moveColumn(ctx: KanboardContext, project: PhpValue, id: PhpValue, direction: Direction): boolean {
  const found = ctx.database.idIn(project)
  const rows = found === undefined ? [] : sortedByPosition(ctx.db.columns.where({ project_id: found }))
  const numbered = rows.map((row, index) => ({ id: row.id, position: index + 1 }))
  const moved = exchanged(numbered, id, direction)
  if (typeof moved === 'string') return ctx.explain(moved, false)
  const places = new Map([...numbered, ...moved].map((row) => [row.id, row.position]))
  for (const [column, position] of places) changeRow(ctx, 'columns', column, { position })
  return true
}

function moveSwimlane(ctx: KanboardContext, project: PhpValue, id: PhpValue, direction: Direction): boolean {
  const active = swimlanesOf(ctx, project).filter((row) => row.is_active === 1)
  const moved = exchanged(sortedByPosition(active), id, direction)
  if (typeof moved === 'string') return ctx.explain(moved, false)
  for (const row of moved) changeRow(ctx, 'swimlanes', row.id, { position: row.position })
  return true
}

const refusals = (what: string, direction: Direction, code: string): readonly ErrorCase[] => [
  applicationOnly,
  { when: `the project has no such ${what}`, status: 200, result: false, source: { code } },
  { when: `it is the ${direction === 'up' ? 'first' : 'last'}`, status: 200, result: false, source: { code } },
]

const columnId = (): z.ZodType<PhpValue, number> => argument(z.int().describe('Number of the column'))
const whetherMoved = z.boolean().describe('Whether it moved')

export const moveColumnUp = procedure({
  id: 'moveColumnUp',
  group: 'Column',
  summary: 'Move up the column position',
  doc: 'It changes places with the one before; all columns of the project are numbered from 1.',
  sources: [{ doc: boardPage }, { code: `${boardModel} moveUp()` }],
  versions: { until: '1.0.25' },
  unverified,
  effect: 'write',
  failure: false,
  input: z.object({ project_id: projectId(), column_id: columnId() }),
  output: whetherMoved,
  errors: refusals('column', 'up', `${boardModel} moveUp()`),
  examples: [
    {
      title: 'the second of a board',
      until: '1.0.25',
      input: { project_id: 1, column_id: 2 },
      output: true,
      source: { doc: boardPage },
    },
  ],
  handle: (ctx, { project_id, column_id }) => moveColumn(ctx, project_id, column_id, 'up'),
})

export const moveColumnDown = procedure({
  id: 'moveColumnDown',
  group: 'Column',
  summary: 'Move down the column position',
  doc: 'It changes places with the one behind; all columns of the project are numbered from 1.',
  sources: [{ doc: boardPage }, { code: `${boardModel} moveDown()` }],
  versions: { until: '1.0.25' },
  unverified,
  effect: 'write',
  failure: false,
  input: z.object({ project_id: projectId(), column_id: columnId() }),
  output: whetherMoved,
  errors: refusals('column', 'down', `${boardModel} moveDown()`),
  examples: [
    {
      title: 'the second of a board',
      until: '1.0.25',
      input: { project_id: 1, column_id: 2 },
      output: true,
      source: { doc: boardPage },
    },
  ],
  handle: (ctx, { project_id, column_id }) => moveColumn(ctx, project_id, column_id, 'down'),
})

export const moveSwimlaneUp = procedure({
  id: 'moveSwimlaneUp',
  group: 'Swimlane',
  summary: 'Move up the swimlane position',
  doc: 'It changes places with the one before. Disabled swimlanes, and the default one, do not move.',
  sources: [{ doc: swimlanePage }, { code: `${swimlaneModel} moveUp()` }],
  versions: { until: '1.0.25' },
  unverified,
  effect: 'write',
  failure: false,
  input: z.object({ project_id: projectId(), swimlane_id: swimlaneId() }),
  output: whetherMoved,
  errors: refusals('active swimlane', 'up', `${swimlaneModel} moveUp()`),
  examples: [
    {
      title: 'a swimlane',
      until: '1.0.25',
      input: { project_id: 1, swimlane_id: 2 },
      output: true,
      source: { doc: swimlanePage },
    },
  ],
  handle: (ctx, { project_id, swimlane_id }) => moveSwimlane(ctx, project_id, swimlane_id, 'up'),
})

export const moveSwimlaneDown = procedure({
  id: 'moveSwimlaneDown',
  group: 'Swimlane',
  summary: 'Move down the swimlane position',
  doc: 'It changes places with the one behind. Disabled swimlanes, and the default one, do not move.',
  sources: [{ doc: swimlanePage }, { code: `${swimlaneModel} moveDown()` }],
  versions: { until: '1.0.25' },
  unverified,
  effect: 'write',
  failure: false,
  input: z.object({ project_id: projectId(), swimlane_id: swimlaneId() }),
  output: whetherMoved,
  errors: refusals('active swimlane', 'down', `${swimlaneModel} moveDown()`),
  examples: [
    {
      title: 'a swimlane',
      until: '1.0.25',
      input: { project_id: 1, swimlane_id: 2 },
      output: true,
      source: { doc: swimlanePage },
    },
  ],
  handle: (ctx, { project_id, swimlane_id }) => moveSwimlane(ctx, project_id, swimlane_id, 'down'),
})

const defaultSwimlane = z.object({
  id: integerColumn().describe('Number of the project'),
  default_swimlane: z
    .string()
    .describe('Name of the default swimlane; in the language of the caller while it has none'),
  show_default_swimlane: flagColumn().describe('Whether boards show it'),
})

export const getDefaultSwimlane = procedure({
  id: 'getDefaultSwimlane',
  group: 'Swimlane',
  summary: 'Get the default swimlane for a project',
  doc: 'A swimlane without a number of its own: tasks name it 0. The page promises false on failure.',
  sources: [{ doc: swimlanePage }, { code: `${swimlaneModel} getDefault()` }],
  versions: { until: '1.0.39' },
  unverified,
  effect: 'read',
  failure: false,
  input: z.object({ project_id: projectId() }),
  output: defaultSwimlane.nullable().describe('The columns of the project that stand for it, null for no project'),
  errors: [
    applicationOnly,
    membersOnly('viewer'),
    {
      when: 'there is no such project',
      status: 200,
      result: null,
      source: { code: `${swimlaneModel} getDefault(): findOne() answers null` },
    },
  ],
  examples: [
    {
      title: 'of a new project',
      until: '1.0.39',
      input: { project_id: 1 },
      output: { id: '1', default_swimlane: 'Default swimlane', show_default_swimlane: '1' },
      source: { doc: swimlanePage },
    },
  ],
  handle: (ctx, { project_id }) => {
    const found = findProject(ctx, project_id)
    return found ? { ...found, default_swimlane: defaultName(ctx, found) } : ctx.explain(noProject(project_id), null)
  },
})
