import type { WekanContext } from '../context.js'
import type { BoardRow } from '../tables.js'
import { idsOf, labelsOf, shownOf, textIn } from './gather.js'
import type { Label } from './gather.js'
import { wants } from './selection.js'

interface Item {
  readonly cardId: string
  readonly listId: string
  readonly title: string | undefined
  readonly description: string
  readonly listTitle: string
  readonly dueAt: string | undefined
  readonly labelIds: readonly string[]
  readonly labels: readonly string[]
}

interface Collected {
  readonly board: BoardRow
  readonly labels: readonly Label[]
  readonly lists: readonly { readonly _id: string; readonly title: string }[]
  readonly items: readonly Item[]
}

/** A list whose name sounds final makes an issue closed. */
function isClosed(listTitle: string): boolean {
  return /done|closed|complete|archiv|finished/i.test(listTitle)
}

const githubLike = ({ items }: Collected): object[] =>
  items.map((item) => ({
    title: item.title,
    body: item.description,
    state: isClosed(item.listTitle) ? 'closed' : 'open',
    labels: item.labels.map((name) => ({ name })),
    due_date: item.dueAt,
  }))

/** Formats of other tools. code: wekan/wekan@v11.07 models/lib/externalExporters.js */
const formats: Readonly<Record<string, (collected: Collected) => unknown>> = {
  deck: ({ board, lists, items }) => ({
    title: board.title,
    stacks: lists.map(({ title }) => ({
      title,
      cards: items
        .filter((item) => item.listTitle === title)
        .map((item) => ({
          title: item.title,
          description: item.description,
          duedate: item.dueAt,
          labels: item.labels.map((name) => ({ title: name })),
        })),
    })),
  }),
  openproject: ({ items }) => ({
    _embedded: {
      elements: items.map((item) => ({
        subject: item.title,
        description: { raw: item.description },
        dueDate: item.dueAt,
        _links: { status: { title: item.listTitle } },
      })),
    },
  }),
  github: githubLike,
  gitea: githubLike,
  forgejo: githubLike,
  gitlab: ({ items }) =>
    items.map((item) => ({
      title: item.title,
      description: item.description,
      state: isClosed(item.listTitle) ? 'closed' : 'opened',
      labels: item.labels,
      due_date: item.dueAt,
    })),
  trello: ({ board, labels, lists, items }) => ({
    name: board.title,
    prefs: { background: 'blue', permissionLevel: 'private' },
    labels: labels.map(({ _id, name, color }) => ({ id: _id, name, color })),
    lists: lists.map(({ _id, title }) => ({ id: _id, name: title, closed: false })),
    cards: items.map((item) => ({
      id: item.cardId,
      name: item.title,
      desc: item.description,
      idList: item.listId,
      due: item.dueAt ?? null,
      closed: false,
      idLabels: item.labelIds,
      idMembers: [],
      idChecklists: [],
    })),
    checklists: [],
    actions: [],
  }),
  jira: ({ board, items }) => ({
    board: { name: board.title },
    issues: items.map((item, index) => ({
      key: `WEKAN-${index + 1}`,
      fields: {
        summary: item.title,
        description: item.description,
        status: { name: item.listTitle },
        labels: item.labels,
        duedate: item.dueAt,
      },
    })),
  }),
  asana: ({ items }) => ({
    data: items.map((item) => ({
      name: item.title,
      notes: item.description,
      completed: isClosed(item.listTitle),
      due_on: item.dueAt,
      memberships: [{ section: { name: item.listTitle } }],
      tags: item.labels.map((name) => ({ name })),
    })),
  }),
  zenkit: ({ board, lists, items }) => ({
    title: board.title,
    stages: lists.map(({ title }) => ({ name: title })),
    items: items.map((item) => ({
      title: item.title,
      description: item.description,
      stage_name: item.listTitle,
      due: item.dueAt,
      tags: item.labels,
    })),
  }),
}

export const externalFormats = Object.keys(formats)

/** The board as another tool writes it; undefined for a tool that is not known. */
export function externalExport(
  ctx: WekanContext,
  board: BoardRow,
  { format, parts }: { readonly format: string; readonly parts: ReadonlySet<string> | undefined },
): unknown {
  return Object.hasOwn(formats, format) ? formats[format]?.(collect(ctx, board, parts)) : undefined
}

/** The board as Kanboard's importer takes it. code: wekan/wekan@v11.07 models/export.js:51 */
export function kanboardExport(ctx: WekanContext, board: BoardRow): object {
  const { lists, swimlanes, cards } = shownOf(ctx, board)
  const names = new Map(labelsOf(board).map(({ _id, name }) => [_id, name]))
  return {
    board: { name: board.title },
    columns: lists.map(({ title }) => ({ title })),
    swimlanes: swimlanes.map(({ title }) => ({ name: title })),
    tasks: cards.map((card) => ({
      title: card.title,
      description: card.description || '',
      column_name: lists.find(({ _id }) => _id === card.listId)?.title ?? '',
      swimlane_name: swimlanes.find(({ _id }) => _id === card.swimlaneId)?.title || 'Default',
      date_due: textIn(card, 'dueAt') || undefined,
      tags: idsOf(card, 'labelIds').flatMap((id) => names.get(id) || []),
    })),
  }
}

function collect(ctx: WekanContext, board: BoardRow, parts: ReadonlySet<string> | undefined): Collected {
  const { lists, cards } = shownOf(ctx, board)
  const labels = labelsOf(board)
  const names = new Map(labels.map(({ _id, name }) => [_id, name]))
  const items = cards.map((card): Item => {
    const labelIds = wants(parts, 'labels') ? idsOf(card, 'labelIds') : []
    return {
      cardId: card._id,
      listId: card.listId,
      title: card.title,
      description: wants(parts, 'description') ? (card.description ?? '') : '',
      listTitle: lists.find(({ _id }) => _id === card.listId)?.title ?? '',
      dueAt: (wants(parts, 'dates') && textIn(card, 'dueAt')) || undefined,
      labelIds,
      labels: labelIds.flatMap((id) => names.get(id) || []),
    }
  })
  return { board, labels, lists, items }
}
