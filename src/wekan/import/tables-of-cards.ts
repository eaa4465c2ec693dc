import { Mishap } from '../failures.js'
import type { Mapping } from './wekan-board.js'
import { dateOf, writtenOut } from './plan.js'
import type { ImportPlan, PlannedCard, PlannedField } from './plan.js'

/** What a header of a column means. code: wekan/wekan@v11.07 models/csvCreator.js:57 */
const meanings: Readonly<Record<string, string>> = {
  title: 'title',
  description: 'description',
  stage: 'stage',
  status: 'stage',
  state: 'stage',
  owner: 'owner',
  members: 'members',
  member: 'members',
  labels: 'labels',
  label: 'labels',
  'due date': 'dueAt',
  deadline: 'dueAt',
  'due at': 'dueAt',
  'start date': 'startAt',
  'start at': 'startAt',
  'finish date': 'endAt',
  'end at': 'endAt',
  'creation date': 'createdAt',
  'created at': 'createdAt',
}

interface Column extends PlannedField {
  readonly at: number
}

/** A board from rows of cells, the first of them headers: CSV and Excel. Every row is a card. */
export function tablePlan(
  rows: unknown,
  { mapping, now }: { readonly mapping: Mapping; readonly now: string },
): ImportPlan {
  if (!Array.isArray(rows) || !Array.isArray(rows[0]))
    throw new Mishap('there is no row of headers, and the server reads it')
  const [headers = [], ...lines] = rows.map((row: unknown) =>
    Array.isArray(row) ? row.map((cell) => String(cell ?? '')) : [],
  )
  const index = new Map<string, number>()
  headers.forEach((header, at) => {
    const meaning = meanings[header.trim().toLowerCase()]
    if (meaning !== undefined) index.set(meaning, at)
  })
  const cellOf = (line: readonly string[], meaning: string): string => line[index.get(meaning) ?? -1] ?? ''
  const labels = new Set(lines.flatMap((line) => cellOf(line, 'labels').split(' ').filter(Boolean)))
  const when = writtenOut(now)
  const stages = new Map(lines.map((line) => [cellOf(line, 'stage'), cellOf(line, 'stage') || `Imported List ${when}`]))
  const columns = headers.flatMap(customColumn)
  return {
    title: `Imported Board ${when}`,
    system: 'CSV/TSV',
    labels: [...labels].map((key) => {
      const [name = '', color = 'black'] = key.split('-')
      return { key, name, color }
    }),
    swimlanes: [{ key: '', title: 'Default', sort: 1 }],
    lists: [...stages].map(([key, title], at) => ({ key, title, sort: at + 1 })),
    customFields: columns,
    cards: lines.map((line, at) => cardOf(line, { at, cellOf, columns, mapping })),
  }
}

/** `CustomField-Size-dropdown-S/M/L` */
function customColumn(header: string, at: number): Column[] {
  if (!header.toLowerCase().startsWith('customfield')) return []
  const [, name = '', type = '', rest = ''] = header.split('-')
  const items = rest.split('/').map((one) => ({ _id: one.padEnd(6, '0').slice(0, 6), name: one }))
  const settings = type === 'dropdown' ? { dropdownItems: items } : type === 'currency' ? { currencyCode: rest } : {}
  return [{ key: String(at), name, type, settings, flags: {}, at }]
}

interface Around {
  readonly at: number
  readonly cellOf: (line: readonly string[], meaning: string) => string
  readonly columns: readonly Column[]
  readonly mapping: Mapping
}

function cardOf(line: readonly string[], { at, cellOf, columns, mapping }: Around): PlannedCard {
  const dates = ['createdAt', 'startAt', 'dueAt', 'endAt'].map((key) => [key, dateOf(cellOf(line, key))])
  const members = [
    ...new Set(
      cellOf(line, 'members')
        .split(' ')
        .flatMap((name) => mapping.get(name) ?? []),
    ),
  ]
  return {
    key: String(at),
    listKey: cellOf(line, 'stage'),
    swimlaneKey: '',
    labelKeys: cellOf(line, 'labels').split(' ').filter(Boolean),
    customFields: columns.filter((column) => (line[column.at] ?? ' ') !== ' ').map((column) => valueOf(line, column)),
    doc: {
      title: cellOf(line, 'title'),
      description: cellOf(line, 'description'),
      sort: -1,
      ...Object.fromEntries(dates.filter(([, date]) => date !== undefined)),
      ...(members.length === 0 ? {} : { members }),
    },
  }
}

function valueOf(line: readonly string[], { key, type, settings, at }: Column): { key: string; value: unknown } {
  const value = line[at] ?? ''
  if (type !== 'dropdown') return { key, value }
  // Made above.
  const { dropdownItems } = settings as { dropdownItems: readonly { _id: string; name: string }[] }
  return { key, value: dropdownItems.find(({ name }) => name === value)?._id }
}
