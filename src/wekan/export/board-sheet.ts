import type { WekanContext } from '../context.js'
import type { BoardRow, CardRow } from '../tables.js'
import { cardSheet, labelNames } from './card-sheet.js'
import type { CardSheet, Section, SheetOptions } from './card-sheet.js'
import type { Block } from './pdf.js'
import { printedMoment } from './printed-moment.js'
import type { MomentOptions } from './printed-moment.js'
import { byPosition, cardsIn, idsOf, nameOf, textIn } from './gather.js'
import { hasScope, wants } from './selection.js'
import type { Scope } from './selection.js'
import type { Cell, Sheet } from './workbook.js'
import { across, bar, labelCell, paperWidths, rowsOfCard } from './workbook.js'

/** Cards of a list that do not lie in the archive, below its name. */
interface ListGroup {
  readonly heading: string
  readonly cards: readonly CardSheet[]
}

/** A board on paper: what it is, then every list of every swimlane with its cards. */
export interface BoardSheet {
  readonly title: string
  readonly about: Section
  readonly groups: readonly { readonly heading: string; readonly lists: readonly ListGroup[] }[]
}

export function boardSheet(
  ctx: WekanContext,
  board: BoardRow,
  { scope, ...options }: SheetOptions & { readonly scope: Scope },
): BoardSheet {
  const cards = byPosition(cardsIn(ctx, board, scope).filter(({ archived }) => !archived))
  const here = { boardId: board._id }
  const lists = shown(ctx.db.lists.where(here), scope.listId)
  const swimlanes = shown(ctx.db.swimlanes.where(here), scope.swimlaneId)
  const groups = swimlanes.map((swimlane) => ({
    heading: `Swimlane: ${String(swimlane['title'] ?? '')}`,
    lists: lists.map((list): ListGroup => {
      const own = cards.filter((card) => card.listId === list._id && card.swimlaneId === swimlane._id)
      const heading = `List: ${String(list['title'] ?? '')} (${own.length})`
      return { heading, cards: own.map((card) => cardSheet(ctx, card, board, options)) }
    }),
  }))
  const isWhole = !hasScope(scope) && wants(options.parts, 'board-header')
  return { title: board.title, about: isWhole ? aboutOf(ctx, board, options) : nothing, groups }
}

const nothing: Section = { heading: '', pairs: [], lines: [], chips: [], isHead: true }

interface Place {
  readonly _id: string
  readonly [name: string]: unknown
}

function shown(rows: readonly Place[], only: string | undefined): Place[] {
  return byPosition(rows.filter((row) => row['archived'] !== true && (only === undefined || row._id === only)))
}

function aboutOf({ db }: WekanContext, board: BoardRow, options: MomentOptions): Section {
  const members = board.members.map(({ userId }) => nameOf(db, userId)).filter(Boolean)
  const all: [string, string][] = [
    ['Members', members.join(', ')],
    ['Created at', printedMoment(textIn(board, 'createdAt'), options)],
    ['Modified at', printedMoment(board.modifiedAt, options)],
    ['Description', textIn(board, 'description')],
  ]
  return { ...nothing, heading: 'Board', pairs: all.filter(([, value]) => value !== '') }
}

/** The board as blocks of a PDF. */
export function blocksOf({ about, groups }: BoardSheet): Block[] {
  const blocks: Block[] = about.pairs.length > 0 ? [{ kind: 'section', section: about }] : []
  for (const { heading, lists } of groups) {
    blocks.push({ kind: 'heading', text: heading })
    for (const list of lists) {
      blocks.push({ kind: 'heading', text: list.heading })
      for (const card of list.cards) blocks.push({ kind: 'card', card })
    }
  }
  return blocks
}

/** The board as one sheet, card below card. code: wekan/wekan@v11.07 models/server/ExporterExcelBoard.js:244 */
export function cardsSheet({ title, about, groups }: BoardSheet): Sheet {
  const rows: Cell[][] = [across(title, { isBold: true, size: 16 })]
  for (const [label, value] of about.pairs) rows.push(wideRow(label, value))
  rows.push([])
  for (const { heading, lists } of groups) {
    rows.push(bar(heading, 12))
    for (const list of lists) {
      rows.push(bar(list.heading, 11))
      for (const card of list.cards) for (const row of rowsOfCard(card)) rows.push(row)
    }
  }
  return { name: title, widths: paperWidths, rows }
}

/** A label, and its value across all other columns. */
function wideRow(label: string, value: string): Cell[] {
  const span = paperWidths.length - 1
  return [labelCell(label), { value, border: 'thin', span }, ...Array.from({ length: span - 1 }, () => null)]
}

/** One card as a sheet. */
export function cardAsSheet(card: CardSheet): Sheet {
  return { name: card.title || 'Card', widths: paperWidths, rows: rowsOfCard(card) }
}

/** Headers of the table. code: wekan/wekan@v11.07 models/server/ExporterExcel.js:469 */
const columns = [
  'Number',
  'Title',
  'Description',
  'Parent card',
  'Owner',
  'Created at',
  'Last modified at',
  'Received',
  'Start',
  'Due',
  'End',
  'List',
  'Swimlane',
  'Assignee',
  'Members',
  'Requested By',
  'Assigned By',
  'Labels',
  'Overtime (hours)',
  'Spent time (hours)',
]

/** code: wekan/wekan@v11.07 models/server/ExporterExcel.js:178 */
const tableWidths = [14, 40, 60, 40, ...columns.slice(4).map(() => 20)]

/** The board as a table with a line per card, and one of its comments. */
export function tableSheets(ctx: WekanContext, board: BoardRow, scope: Scope): Sheet[] {
  const cards = cardsIn(ctx, board, scope)
  const ids = new Set(cards.map(({ _id }) => _id))
  const comments = [...ctx.db.comments].filter(({ cardId }) => ids.has(cardId))
  const titles = new Map(cards.map(({ _id, title }) => [_id, title ?? '']))
  const told = comments.map((row, index): Cell[] => [
    String(index + 1),
    row.text,
    titles.get(row.cardId) ?? '',
    nameOf(ctx.db, row.userId),
    row.createdAt,
    row.modifiedAt,
  ])
  const bold = (value: string): Cell => ({ value, isBold: true })
  const title: Cell = { value: board.title, isBold: true, size: 20 }
  const head: Cell[][] = [[title], [], ['Description', textIn(board, 'description')], []]
  const lines = cards.map((card, index) => cellsOf(ctx, { card, board, index, titles }))
  const commentColumns = ['Number', 'Activity', 'Card', 'Owner', 'Created at', 'Last modified at']
  return [
    { name: board.title, widths: tableWidths, rows: [...head, columns.map(bold), ...lines] },
    {
      name: 'Activity',
      widths: [14, 60, 40, 40, 30, 30],
      rows: [[title], [], commentColumns.map(bold), ...told],
    },
  ]
}

interface Line {
  readonly card: CardRow
  readonly board: BoardRow
  readonly index: number
  readonly titles: ReadonlyMap<string, string>
}

function cellsOf({ db }: WekanContext, { card, board, index, titles }: Line): Cell[] {
  const names = (key: string): string[] => idsOf(card, key).map((id) => nameOf(db, id))
  const spent = card['spentTime']
  return [
    String(index + 1),
    card.title ?? '',
    card.description ?? '',
    titles.get(card.parentId ?? '') ?? '',
    nameOf(db, card.userId),
    ...['createdAt', 'dateLastActivity', 'receivedAt', 'startAt', 'dueAt', 'endAt'].map((key) => textIn(card, key)),
    String(db.lists.get(card.listId)?.title ?? ''),
    db.swimlanes.get(card.swimlaneId)?.title ?? '',
    names('assignees').join(' '),
    names('members').join(' '),
    [...names('requesters'), textIn(card, 'requestedBy')].filter(Boolean).join(', '),
    [...names('assigners'), textIn(card, 'assignedBy')].filter(Boolean).join(', '),
    labelNames(card, board).join(' '),
    card['isOvertime'] ? 'true' : 'false',
    typeof spent === 'number' ? spent : null,
  ]
}
