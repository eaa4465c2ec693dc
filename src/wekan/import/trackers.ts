import type { WekanContext } from '../context.js'
import { boardColorsIn } from '../defaults.js'
import { Mishap } from '../failures.js'
import { paletteColors } from '../card-schema.js'
import type { Mapping } from './wekan-board.js'
import { dateOf, rowIn, rowsIn, wordIn, writtenOut } from './plan.js'
import type { ImportPlan, PlannedCard } from './plan.js'

type Row = Readonly<Record<string, unknown>>

/** Issues of Jira: a status is a list. code: wekan/wekan@v11.07 models/jiraCreator.js */
export function jiraPlan(data: Row, mapping: Mapping, now: string): ImportPlan {
  const issues = rowsIn(data, 'issues').map((issue) => ({ issue, fields: rowIn(issue, 'fields') }))
  const labels = new Set(issues.flatMap(({ fields }) => wordsIn(fields, 'labels')))
  const statuses = [...new Set(issues.map(({ fields }) => statusOf(fields)))]
  const project = rowIn(issues[0]?.fields ?? {}, 'project')
  const name = wordIn(rowIn(data, 'board'), 'name') ?? wordIn(project, 'name')
  return {
    title: name ?? `Imported Jira Board ${writtenOut(now)}`,
    system: 'Jira',
    labels: [...labels].map((key) => ({ key, name: key, color: 'black' })),
    swimlanes: [{ key: '', title: 'Default', sort: 1 }],
    lists: statuses.map((title, sort) => ({ key: title, title, sort })),
    cards: issues.map(({ issue, fields }, index) => issueCard(issue, fields, { index, mapping })),
    rules: rowsIn(data, 'automationRules')
      .filter(({ trigger, action }) => Boolean(trigger) && Boolean(action))
      .map(({ title = 'Imported Jira rule', trigger, action }) => ({ title, trigger, action })),
  }
}

function statusOf(fields: Row): string {
  return wordIn(rowIn(fields, 'status'), 'name') ?? 'Imported'
}

function wordsIn(row: Row, key: string): string[] {
  const value = row[key]
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []
}

function issueCard(
  issue: Row,
  fields: Row,
  { index, mapping }: { readonly index: number; readonly mapping: Mapping },
): PlannedCard {
  const key = wordIn(issue, 'key')
  const title = [key === undefined ? undefined : `[${key}]`, wordIn(fields, 'summary')].filter(Boolean).join(' ')
  const whoIs = (row: Row, names: readonly string[]): string | undefined =>
    names.map((name) => wordIn(row, name)).find((word) => word !== undefined)
  const requestedBy = whoIs(rowIn(fields, 'reporter'), ['displayName', 'name', 'emailAddress', 'accountId'])
  const assignee = whoIs(rowIn(fields, 'assignee'), ['accountId', 'name', 'emailAddress'])
  const member = assignee === undefined ? undefined : mapping.get(assignee)
  return {
    key: key ?? `#${index}`,
    listKey: statusOf(fields),
    swimlaneKey: '',
    labelKeys: wordsIn(fields, 'labels'),
    dependencies: rowsIn(fields, 'issuelinks').flatMap(linkOf),
    doc: {
      title: title || 'Imported issue',
      description: wordIn(fields, 'description') ?? '',
      sort: -1,
      ...known({ requestedBy, createdAt: dateOf(fields['created']), dueAt: dateOf(fields['duedate']) }),
      ...(member === undefined ? {} : { members: [member] }),
    },
  }
}

function linkOf(link: Row): { cardId: string; type: string }[] {
  const isBlock = (wordIn(rowIn(link, 'type'), 'name') ?? '').toLowerCase().includes('block')
  const outward = wordIn(rowIn(link, 'outwardIssue'), 'key')
  const inward = wordIn(rowIn(link, 'inwardIssue'), 'key')
  const cardId = outward ?? inward
  if (cardId === undefined) return []
  return [{ cardId, type: isBlock ? (outward === undefined ? 'is-blocked-by' : 'blocks') : 'related-to' }]
}

function known(members: Row): Row {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))
}

/** A board of Trello, without what only Trello can serve: files, avatars and the history. */
export function trelloPlan(ctx: WekanContext, data: Row, mapping: Mapping): ImportPlan {
  for (const key of ['prefs', 'actions']) {
    if (data[key] === undefined) throw new Mishap(`the export has no ${key}, and the server reads them`)
  }
  const prefs = rowIn(data, 'prefs')
  const color = trelloColors[wordIn(prefs, 'background') ?? '']
  const broken = ['lists', 'cards', 'checklists'].find((key) => !Array.isArray(data[key]))
  return {
    title: data['name'],
    system: 'Trello',
    permission: wordIn(prefs, 'permissionLevel') === 'public' ? 'public' : 'private',
    color: boardColorsIn(ctx.setup.profile.version).find((one) => one === color) ?? 'belize',
    archived: data['closed'] === true,
    labels: rowsIn(data, 'labels').map((label) => {
      const own = wordIn(label, 'color')?.split('_')[0] ?? ''
      const key = String(label['id'])
      return { key, name: wordIn(label, 'name') ?? '', color: paletteColors.includes(own) ? own : 'black' }
    }),
    swimlanes: [{ key: '', title: 'Default', sort: 1 }],
    lists: rowsIn(data, 'lists').map((list) => ({
      key: String(list['id']),
      title: list['name'],
      sort: list['pos'],
      more: { archived: list['closed'] === true },
    })),
    cards: rowsIn(data, 'cards').map((card) => trelloCard(data, card, mapping)),
    checklists: rowsIn(data, 'checklists').map((row, sort) => ({
      cardKey: String(row['idCard']),
      title: row['name'],
      sort,
      items: rowsIn(row, 'checkItems').map((item, at) => ({
        title: item['name'],
        isFinished: item['state'] === 'complete',
        sort: at,
      })),
    })),
    ...(broken === undefined ? {} : { broken: `the export has no ${broken}, and the server walks them` }),
  }
}

/** Backgrounds of Trello that are colours. code: wekan/wekan@v11.07 models/trelloCreator.js getColor */
const trelloColors: Readonly<Record<string, string>> = {
  blue: 'belize',
  orange: 'pumpkin',
  green: 'nephritis',
  red: 'pomegranate',
  purple: 'wisteria',
  pink: 'moderatepink',
  lime: 'limegreen',
  sky: 'strongcyan',
  grey: 'midnight',
}

function trelloCard(data: Row, card: Row, mapping: Mapping): PlannedCard {
  const ids = (key: string): string[] => wordsIn(card, key)
  const members = [...new Set(ids('idMembers').flatMap((id) => mapping.get(id) ?? []))]
  const key = String(card['id'])
  const told = rowsIn(data, 'actions').filter(
    (action) => action['type'] === 'commentCard' && rowIn(rowIn(action, 'data'), 'card')['id'] === key,
  )
  return {
    key,
    listKey: String(card['idList']),
    swimlaneKey: '',
    labelKeys: ids('idLabels'),
    number: card['idShort'],
    doc: {
      title: card['name'],
      description: card['desc'],
      archived: card['closed'] === true,
      dueComplete: card['dueComplete'] === true,
      ...known({ sort: card['pos'], dueAt: dateOf(card['due']) }),
      ...(members.length === 0 ? {} : { members }),
    },
    comments: told.map((action) => {
      const userId = mapping.get(wordIn(action, 'idMemberCreator') ?? '')
      const at = dateOf(action['date'])
      return {
        text: rowIn(action, 'data')['text'],
        ...(userId === undefined ? {} : { userId }),
        ...(at === undefined ? {} : { at }),
      }
    }),
  }
}
