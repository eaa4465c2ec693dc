import type { WekanContext } from '../context.js'
import type { BoardRow, CardRow } from '../tables.js'
import { customFieldsOn } from './board-json.js'
import { customValue } from './csv.js'
import { byPosition, idsOf, labelsOf, nameOf, textIn } from './gather.js'
import { wants } from './selection.js'

/** A part of a card on paper: pairs of label and value, or lines of text. */
export interface Section {
  readonly heading: string
  readonly pairs: readonly (readonly [label: string, value: string])[]
  readonly lines: readonly string[]
}

/** A card on paper, the same for PDF and Excel. */
export interface CardSheet {
  readonly title: string
  readonly sections: readonly Section[]
}

/** How dates are written: always in UTC, as the real server does for a reader whose zone it does not know. */
export interface SheetOptions {
  readonly parts: ReadonlySet<string> | undefined
  readonly dateFormat: string
}

/** The formats that users may choose. code: wekan/wekan@v11.07 models/exportPDF.js:20 */
export const dateFormats = ['YYYY-MM-DD', 'DD-MM-YYYY', 'MM-DD-YYYY']

/** A stored moment as it is printed. */
export function printedMoment(iso: string, dateFormat: string): string {
  const [, year = '', month = '', day = '', time = ''] = /^(\d+)-(\d\d)-(\d\d)T(\d\d:\d\d)/.exec(iso) ?? []
  if (year === '') return ''
  const date = dateFormat.replace('YYYY', year).replace('MM', month).replace('DD', day)
  return `${date} ${time} UTC`
}

/** A card with the parts that are wanted; empty parts are left out. */
export function cardSheet(ctx: WekanContext, card: CardRow, board: BoardRow, options: SheetOptions): CardSheet {
  const makers: readonly (readonly [part: string, make: () => Section])[] = [
    ['board-info', () => boardInfo(ctx, card, board)],
    ['people', () => people(ctx, card)],
    ['dates', () => dates(card, options.dateFormat)],
    ['labels', () => lines('Labels', labelNames(card, board))],
    ['description', () => lines('Description', textIn(card, 'description').split('\n'))],
    ['custom-fields', () => customFields(ctx, card, board)],
    ['checklists', () => checklists(ctx, card)],
    [
      'subtasks',
      () =>
        lines(
          'Subtasks',
          ctx.db.cards.where({ parentId: card._id }).map(({ title }) => title ?? ''),
        ),
    ],
    ['comments', () => comments(ctx, card, options.dateFormat)],
    ['attachments', () => lines('Attachments', attachmentLines(ctx, card))],
  ]
  const made = makers.filter(([part]) => wants(options.parts, part)).map(([, make]) => make())
  const sections = made.filter((section) => section.pairs.length > 0 || section.lines.length > 0)
  return { title: card.title ?? '', sections }
}

function lines(heading: string, all: readonly string[]): Section {
  return { heading, pairs: [], lines: all.filter((line) => line !== '') }
}

function pairs(heading: string, all: readonly (readonly [string, string])[]): Section {
  return { heading, pairs: all.filter(([, value]) => value !== ''), lines: [] }
}

function boardInfo({ db }: WekanContext, card: CardRow, board: BoardRow): Section {
  return pairs('Board', [
    ['Board', board.title],
    ['List', String(db.lists.get(card.listId)?.title ?? '')],
    ['Swimlane', db.swimlanes.get(card.swimlaneId)?.title ?? ''],
    ['Card number', card.cardNumber === undefined ? '' : String(card.cardNumber)],
  ])
}

function people({ db }: WekanContext, card: CardRow): Section {
  const names = (key: string, text = ''): string =>
    [...idsOf(card, key).map((id) => nameOf(db, id)), text].filter(Boolean).join(', ')
  return pairs('People', [
    ['Created by', nameOf(db, card.userId)],
    ['Members', names('members')],
    ['Assignees', names('assignees')],
    ['Requested by', names('requesters', textIn(card, 'requestedBy'))],
    ['Assigned by', names('assigners', textIn(card, 'assignedBy'))],
  ])
}

function dates(card: CardRow, dateFormat: string): Section {
  const at = (key: string): string => printedMoment(textIn(card, key), dateFormat)
  const spent = card['spentTime']
  return pairs('Dates', [
    ['Created at', at('createdAt')],
    ['Received', at('receivedAt')],
    ['Start', at('startAt')],
    ['Due', at('dueAt')],
    ['End', at('endAt')],
    ['Last activity', at('dateLastActivity')],
    ['Spent time', typeof spent === 'number' ? String(spent) : ''],
  ])
}

export function labelNames(card: CardRow, board: BoardRow): string[] {
  const labels = labelsOf(board)
  return idsOf(card, 'labelIds').flatMap((id) => {
    const label = labels.find(({ _id }) => _id === id)
    return label ? [label.name || label.color] : []
  })
}

function customFields(ctx: WekanContext, card: CardRow, board: BoardRow): Section {
  const fields = customFieldsOn(ctx, board._id)
  const told = fields.map((field): [string, string] => [field.name, String(customValue(card, field) ?? '').trim()])
  return pairs('Custom fields', told)
}

function checklists({ db }: WekanContext, card: CardRow): Section {
  const all = byPosition(db.checklists.where({ cardId: card._id })).flatMap((checklist) => [
    checklist.title,
    ...byPosition(db.checklistItems.where({ checklistId: checklist._id })).map(
      ({ title, isFinished }) => `${isFinished ? '[x]' : '[ ]'} ${title}`,
    ),
  ])
  return lines('Checklists', all)
}

function comments({ db }: WekanContext, card: CardRow, dateFormat: string): Section {
  const all = db.comments.where({ cardId: card._id })
  const told = all.map((row) => {
    return `${printedMoment(row.createdAt, dateFormat)} ${nameOf(db, row.userId)}: ${row.text}`
  })
  return lines('Comments', told)
}

function attachmentLines({ db }: WekanContext, card: CardRow): string[] {
  return db.attachments.where({ cardId: card._id }).map(({ name, size, type }) => `${name}, ${size} B, ${type}`)
}
