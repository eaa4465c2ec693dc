import type { WekanContext } from '../context.js'
import type { BoardRow, CardRow } from '../tables.js'
import { customFieldsOn } from './board-json.js'
import { cardsIn, idsOf, labelsOf, nameOf, textIn } from './gather.js'
import { wants } from './selection.js'

/** Columns, and the part of an export that each belongs to. code: wekan/wekan@v11.07 models/lib/exportFields.js:107 */
const columns: readonly (readonly [header: string, part?: string])[] = [
  ['Title'],
  ['Description', 'description'],
  ['List', 'board-info'],
  ['Swimlane', 'board-info'],
  ['Owner', 'people'],
  ['Requested By', 'people'],
  ['Assigned By', 'people'],
  ['Members', 'people'],
  ['Assignee', 'people'],
  ['Labels', 'labels'],
  ['Start', 'dates'],
  ['Due', 'dates'],
  ['End', 'dates'],
  ['Overtime (hours)', 'dates'],
  ['Spent time (hours)', 'dates'],
  ['Created at', 'dates'],
  ['Last modified at', 'dates'],
  ['Last activity', 'dates'],
  ['Voting', 'voting'],
  ['Archived'],
]

type Fields = ReturnType<typeof customFieldsOn>

/** A line per card, in English. code: wekan/wekan@v11.07 models/exporter.js buildCsvStream */
export function boardCsv(
  ctx: WekanContext,
  board: BoardRow,
  { delimiter, parts }: { readonly delimiter: unknown; readonly parts: ReadonlySet<string> | undefined },
): string {
  const fields = customFieldsOn(ctx, board._id)
  const isKept = [
    ...columns.map(([, part]) => part === undefined || wants(parts, part)),
    ...fields.map(() => wants(parts, 'custom-fields')),
  ]
  const headers = [...columns.map(([header]) => header), ...fields.map(headerOf)]
  const rows = [headers, ...cardsIn(ctx, board, {}).map((card) => cellsOf(ctx, card, { board, fields }))]
  const by = delimiterOf(delimiter)
  return rows
    .map(
      (row) =>
        `${row
          .filter((_, index) => isKept[index])
          .map(cell)
          .join(by)}\r\n`,
    )
    .join('')
}

/** What Papa Parse takes as a delimiter; the comma otherwise. */
function delimiterOf(given: unknown): string {
  return typeof given === 'string' && !/[\r\n"\ufeff]/.test(given) ? given : ','
}

/** Everything in quotes but what is not there; formulas are disarmed. */
function cell(value: unknown): string {
  if (value === undefined || value === null) return ''
  const text = String(value)
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return `"${safe.replaceAll('"', '""')}"`
}

function headerOf({ name, type, settings }: Fields[number]): string {
  const start = `CustomField-${name}-${type}`
  if (type === 'dropdown') return `${start}-${(settings.dropdownItems ?? []).map((item) => item.name).join('/')}`
  return type === 'currency' ? `${start}-${String(settings.currencyCode)}` : start
}

interface Around {
  readonly board: BoardRow
  readonly fields: Fields
}

/** Lists and swimlanes are looked for on the board alone; a card may lie in those of another one. */
function titleOn(board: BoardRow, place: { readonly boardId: string; readonly title: string } | undefined): string {
  return place?.boardId === board._id ? place.title : ''
}

function cellsOf(ctx: WekanContext, card: CardRow, { board, fields }: Around): unknown[] {
  const { db } = ctx
  const names = (key: string): string =>
    idsOf(card, key)
      .map((id) => nameOf(db, id))
      .filter(Boolean)
      .join(' ')
  const people = (key: string, text: string): string =>
    [...idsOf(card, key).map((id) => nameOf(db, id)), textIn(card, text)].filter(Boolean).join(', ') || ' '
  return [
    card.title,
    card.description,
    titleOn(board, db.lists.get(card.listId)),
    titleOn(board, db.swimlanes.get(card.swimlaneId)),
    nameOf(db, card.userId),
    people('requesters', 'requestedBy'),
    people('assigners', 'assignedBy'),
    names('members'),
    names('assignees'),
    labelWords(board, card),
    ...['startAt', 'dueAt', 'endAt'].map((key) => momentIn(card, key)),
    card['isOvertime'] ? 'true' : 'false',
    card['spentTime'],
    ...['createdAt', 'modifiedAt', 'dateLastActivity'].map((key) => momentIn(card, key)),
    votes(ctx, card),
    card.archived ? 'true' : 'false',
    ...fields.map((field) => customValue(card, field)),
  ]
}

function labelWords(board: BoardRow, card: CardRow): string {
  const labels = labelsOf(board)
  return idsOf(card, 'labelIds')
    .flatMap((id) => labels.filter(({ _id }) => _id === id))
    .map(({ name, color }) => `${name}-${color}`)
    .join(' ')
}

function momentIn(card: CardRow, key: string): string {
  return textIn(card, key) || ' '
}

function votes({ db }: WekanContext, card: CardRow): string {
  const vote = card['vote']
  if (typeof vote !== 'object' || vote === null) return ' '
  // The schema of cards made sure of its members.
  const { question, positive = [], negative = [], ...rest } = vote as Vote
  if (question === '') return ' '
  const told = (ids: readonly string[]): string => {
    const names = ids.map((id) => nameOf(db, id)).filter(Boolean)
    return rest.public === true ? `${ids.length}-${names.join(' ')}` : String(ids.length)
  }
  return `${String(question)}-yes-${told(positive)}-no-${told(negative)}`
}

interface Vote {
  readonly question?: string
  readonly public?: boolean
  readonly positive?: readonly string[]
  readonly negative?: readonly string[]
}

/** What a card says in a custom field: a blank when it says nothing. */
export function customValue(card: CardRow, field: Fields[number]): unknown {
  const own = card['customFields']
  const found: unknown = Array.isArray(own)
    ? own.find((one: { _id?: unknown } | null) => one?._id === field._id)
    : undefined
  const value = found === undefined ? undefined : (found as { value?: unknown }).value
  if (found === undefined || value === null) return ' '
  if (field.type !== 'dropdown') return value
  return field.settings.dropdownItems?.find((item) => item._id === value)?.name ?? null
}
