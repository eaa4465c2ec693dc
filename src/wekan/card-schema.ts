import { z } from 'zod'
import { inVersions } from '../kernel/versions.js'
import { any, date, flag, listOf, number, object, text } from './schema.js'
import type { DocumentField, DocumentSchema } from './schema.js'
import type { Default } from './defaults.js'

/** code: wekan/wekan@v7.10 config/const.js:20, wekan/wekan@v11.07 config/const.js */
export const paletteColors =
  'white green yellow orange red purple blue sky lime pink black silver peachpuff crimson plum darkgreen slateblue magenta gold navy gray saddlebrown paleturquoise mistyrose indigo'.split(
    ' ',
  )

/** The first release that takes `#rrggbb` where the palette was. code: wekan/wekan@v9.81 models/cards.js */
const HEX_SINCE = { since: '9.81' }

export function isPaletteColor(color: unknown): boolean {
  return typeof color === 'string' && (paletteColors.includes(color) || /^#[0-9a-f]{6}$/i.test(color))
}

/** A colour of cards, lists and swimlanes. */
export function colorField(release: string): DocumentField {
  if (!inVersions(HEX_SINCE, release)) return { is: text, allowed: paletteColors }
  return {
    is: text,
    refuse: (value) => (isPaletteColor(value) ? undefined : `${String(value)} is not an allowed value`),
  }
}

const plain = (is: DocumentField['is']): DocumentField => ({ is })
const required = (is: DocumentField['is']): DocumentField => ({ is, isRequired: true })
const texts = plain(listOf(text))
const choices = ['one', 'two', 'three', 'five', 'eight', 'thirteen', 'twenty', 'forty', 'oneHundred', 'unsure']
const votes = Object.fromEntries(choices.map((key) => [key, texts]))

/** From here on members of objects get their defaults wherever the object is there; before, in new documents alone. */
const FILLS_SINCE = { since: '8.43' }

/** What objects are filled up with. */
function fills(release: string): (fill: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>> {
  const isFilled = inVersions(FILLS_SINCE, release)
  return (fill) => (isFilled ? fill : {})
}

type Fills = ReturnType<typeof fills>

const sticker = (fill: Fills): DocumentField['is'] =>
  object(
    {
      icon: plain(text),
      name: plain(text),
      highlight: { is: text, allowed: ['underline', 'round'] },
      position: plain(number),
    },
    fill({ icon: '', name: '', position: 0 }),
  )

const location = (fill: Fills): DocumentField['is'] =>
  object(
    {
      _id: required(text),
      name: plain(text),
      address: plain(text),
      latitude: plain(number),
      longitude: plain(number),
    },
    fill({ name: '', address: '' }),
  )

const dependency = (fill: Fills): DocumentField['is'] =>
  object(
    { cardId: required(text), type: plain(text), color: plain(text), icon: plain(text) },
    fill({ type: 'related-to', color: '#eb144c', icon: 'link' }),
  )

/** Members that came after v7.10 are dropped by the schemas before them. */
function newerMembers(fill: Fills): readonly (readonly [since: string, members: DocumentSchema])[] {
  return [
    ['10.00', { deletedAt: plain(date), deletedBy: plain(text), deleteBatchId: plain(text) }],
    ['10.99', { requesters: texts, assigners: texts }],
    [
      '9.42',
      {
        dueComplete: plain(flag),
        stickers: plain(listOf(sticker(fill))),
        locationName: plain(text),
        locationAddress: plain(text),
        locationLatitude: plain(number),
        locationLongitude: plain(number),
        locations: plain(listOf(location(fill))),
      },
    ],
    ['9.47', { cardDependencies: plain(listOf(dependency(fill))) }],
  ]
}

const schemas = new Map<string, DocumentSchema>()

/** What cards are cleaned and judged by. code: wekan/wekan@v11.07 models/cards.js, wekan/wekan@v7.10 models/cards.js */
export function cardSchema(release: string): DocumentSchema {
  const known = schemas.get(release)
  if (known) return known
  const fill = fills(release)
  const members: Record<string, DocumentField> = {
    ...baseMembers,
    ...games(fill),
    customFields: plain(
      listOf(object({ _id: plain(text), value: plain(any) }, fill({ _id: '' }), fill({ value: '' }))),
    ),
    color: colorField(release),
  }
  for (const [since, newer] of newerMembers(fill)) if (inVersions({ since }, release)) Object.assign(members, newer)
  schemas.set(release, members)
  return members
}

const baseMembers: DocumentSchema = {
  title: plain(text),
  archived: plain(flag),
  archivedAt: plain(date),
  parentId: plain(text),
  listId: plain(text),
  swimlaneId: required(text),
  boardId: plain(text),
  coverId: plain(text),
  description: plain(text),
  requestedBy: plain(text),
  assignedBy: plain(text),
  labelIds: texts,
  members: texts,
  assignees: texts,
  receivedAt: plain(date),
  startAt: plain(date),
  dueAt: plain(date),
  endAt: plain(date),
  spentTime: plain(number),
  isOvertime: plain(flag),
  userId: required(text),
  sort: plain(number),
  subtaskSort: plain(number),
  type: plain(text),
  linkedId: plain(text),
  cardNumber: plain(number),
  targetId_gantt: texts,
  linkType_gantt: plain(listOf(number)),
  linkId_gantt: texts,
}

/** Before the schema fills up objects it refuses those that lack a question. */
function games(fill: Fills): DocumentSchema {
  const isFilled = Object.keys(fill(emptyVote)).length > 0
  const question = isFilled ? plain : required
  const vote = {
    question: question(text),
    positive: texts,
    negative: texts,
    end: plain(date),
    public: plain(flag),
    allowNonBoardMembers: plain(flag),
  }
  const poker = { ...votes, question: question(flag), end: plain(date), allowNonBoardMembers: plain(flag) }
  return {
    vote: plain(object(vote, fill(emptyVote))),
    poker: plain(object({ ...poker, estimation: plain(number) })),
  }
}

const emptyVote = { question: '', positive: [], negative: [], end: null, public: false, allowNonBoardMembers: false }

/** Filling up the members of an object that is required in parts. */
export function filledSince(
  release: string,
  fill: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return fills(release)(fill)
}

const noPoker = Object.fromEntries(choices.map((key) => [key, []]))

/**
 * What a new card has beside what it was made with, in the order of the schema; `null` stands where the moment of the
 * request does. The schema library of Meteor 3 (v8.43) no longer fills in the members of `vote` and `poker`.
 */
export const cardDefaults = [
  { key: 'title', value: '', about: 'Title; empty where none was given.' },
  { key: 'archived', value: false, about: 'Whether it lies in the archive.' },
  { key: 'parentId', value: '', about: 'The card of which it is a subtask.', since: '1.12' },
  { key: 'coverId', value: '', about: 'The attachment that is shown as cover.' },
  { key: 'createdAt', value: null, about: 'When it was made.' },
  { key: 'modifiedAt', value: null, about: 'When it was last written.', since: '2.98' },
  { key: 'customFields', value: [], about: 'Values of custom fields, by id of the field.', since: '0.96' },
  { key: 'dateLastActivity', value: null, about: 'When something last happened to it.' },
  { key: 'description', value: '', about: 'Description, in Markdown.' },
  { key: 'requestedBy', value: '', about: 'Who asked for it, as free text.', since: '1.03' },
  { key: 'assignedBy', value: '', about: 'Who gave it out, as free text.', since: '1.03' },
  { key: 'labelIds', value: [], about: 'Labels, by id; the board has them.' },
  { key: 'members', value: [], about: 'Members of the card, by id of the user.' },
  { key: 'assignees', value: [], about: 'Assignees, by id of the user.', since: '3.50' },
  { key: 'requesters', value: [], about: 'Users who asked for it.', since: '10.99' },
  { key: 'assigners', value: [], about: 'Users who gave it out.', since: '10.99' },
  { key: 'dueComplete', value: false, about: 'Whether it is ticked off.', since: '9.42' },
  { key: 'stickers', value: [], about: 'Stickers on the card.', since: '9.42' },
  { key: 'locationName', value: '', about: 'Name of a place; `locations` took over.', since: '9.42' },
  { key: 'locationAddress', value: '', about: 'Address of a place; `locations` took over.', since: '9.42' },
  { key: 'locations', value: [], about: 'Places that belong to the card.', since: '9.42' },
  { key: 'spentTime', value: 0, about: 'Hours spent.', since: '0.56' },
  { key: 'isOvertime', value: false, about: 'Whether more time was spent than planned.', since: '0.56' },
  { key: 'sort', value: 0, about: 'Position in its list.' },
  { key: 'subtaskSort', value: -1, about: 'Position among the subtasks of its parent.', since: '1.12' },
  { key: 'type', value: 'cardType-card', about: 'cardType-card, cardType-linkedCard, …', since: '1.27' },
  { key: 'linkedId', value: '', about: 'The card or board that it stands for.', since: '1.27' },
  { key: 'cardDependencies', value: [], about: 'Cards that it depends on.', since: '9.47' },
  {
    key: 'vote',
    value: emptyVote,
    about: 'A vote on the card.',
    since: '3.91',
    until: '8.42',
  },
  {
    key: 'poker',
    value: { question: false, ...noPoker, end: null, allowNonBoardMembers: false },
    about: 'A game of planning poker.',
    since: '5.30',
    until: '8.42',
  },
  { key: 'targetId_gantt', value: [], about: 'Cards to which the Gantt chart draws lines.', since: '5.31' },
  { key: 'linkType_gantt', value: [], about: 'Kinds of these lines.', since: '5.31', type: z.array(z.number()) },
  { key: 'linkId_gantt', value: [], about: 'Ids of these lines.', since: '5.31' },
  { key: 'cardNumber', value: 0, about: 'Number of the card on its board, from 1.', since: '5.43' },
  { key: 'showActivities', value: false, about: 'Whether its activities are shown.', since: '7.62' },
  { key: 'showListOnMinicard', value: false, about: 'Whether the list is shown on the minicard.', since: '8.01' },
  {
    key: 'showChecklistAtMinicard',
    value: false,
    about: 'Whether checklists are shown on the minicard.',
    since: '8.19',
  },
  {
    key: 'hideFinishedChecklistIfItemsAreHidden',
    value: false,
    about: 'Whether a finished checklist is hidden with its items.',
    since: '8.43',
  },
] as const satisfies readonly Default[]
