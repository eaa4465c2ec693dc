import type { WekanContext } from '../context.js'
import type { BoardRow, CardRow } from '../tables.js'
import { customFieldsOn } from './board-json.js'
import { customValue } from './csv.js'
import { byPosition, idsOf, labelsOf, nameOf, textIn } from './gather.js'
import type { Label } from './gather.js'
import { paintOf } from './label-colors.js'
import { printedMoment } from './printed-moment.js'
import type { MomentOptions } from './printed-moment.js'
import { wants } from './selection.js'

/** A part of a card on paper: pairs of label and value, or lines of text. */
export interface Section {
  readonly heading: string
  readonly pairs: readonly (readonly [label: string, value: string])[]
  readonly lines: readonly string[]
  /** Labels in their colours. */
  readonly chips: readonly { readonly text: string; readonly fill: string; readonly ink: string }[]
  /** Whether it stands below the title of the card, without a heading of its own. */
  readonly isHead: boolean
}

/** A card on paper, the same for PDF and Excel. */
export interface CardSheet {
  readonly title: string
  readonly sections: readonly Section[]
}

/** What of cards is printed, and how their dates are. */
export interface SheetOptions extends MomentOptions {
  readonly parts: ReadonlySet<string> | undefined
}

/** A card with the parts that are wanted; empty parts are left out. */
export function cardSheet(ctx: WekanContext, card: CardRow, board: BoardRow, options: SheetOptions): CardSheet {
  const makers: readonly (readonly [part: string, make: () => Section])[] = [
    ['board-info', () => boardInfo(ctx, card, board)],
    ['people', () => people(ctx, card)],
    ['dates', () => dates(card, options)],
    ['labels', () => labels(card, board)],
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
    ['comments', () => comments(ctx, card, options)],
    ['attachments', () => lines('Attachments', attachmentLines(ctx, card))],
  ]
  const made = makers.filter(([part]) => wants(options.parts, part)).map(([, make]) => make())
  const sections = made.filter((section) => section.pairs.length + section.lines.length + section.chips.length > 0)
  return { title: card.title ?? '', sections }
}

function lines(heading: string, all: readonly string[]): Section {
  return { heading, pairs: [], lines: all.filter((line) => line !== ''), chips: [], isHead: false }
}

function pairs(heading: string, all: readonly (readonly [string, string])[], isHead = true): Section {
  return { heading, pairs: all.filter(([, value]) => value !== ''), lines: [], chips: [], isHead }
}

function labels(card: CardRow, board: BoardRow): Section {
  const own = labelsOn(card, board)
  const chips = own.map((label) => ({ text: label.name || label.color, ...paintOf(label.color) }))
  return { heading: 'Labels', pairs: [], lines: [], chips, isHead: true }
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

function dates(card: CardRow, options: MomentOptions): Section {
  const at = (key: string): string => printedMoment(textIn(card, key), options)
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
  return labelsOn(card, board).map((label) => label.name || label.color)
}

function labelsOn(card: CardRow, board: BoardRow): Label[] {
  const all = labelsOf(board)
  return idsOf(card, 'labelIds').flatMap((id) => all.find(({ _id }) => _id === id) ?? [])
}

function customFields(ctx: WekanContext, card: CardRow, board: BoardRow): Section {
  const fields = customFieldsOn(ctx, board._id)
  const told = fields.map((field): [string, string] => [field.name, String(customValue(card, field) ?? '').trim()])
  return pairs('Custom fields', told, false)
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

function comments({ db }: WekanContext, card: CardRow, options: MomentOptions): Section {
  const all = db.comments.where({ cardId: card._id })
  const told = all.map((row) => {
    return `${printedMoment(row.createdAt, options)} ${nameOf(db, row.userId)}: ${row.text}`
  })
  return lines('Comments', told)
}

function attachmentLines({ db }: WekanContext, card: CardRow): string[] {
  return db.attachments.where({ cardId: card._id }).map(({ name, size, type }) => `${name}, ${size} B, ${type}`)
}
