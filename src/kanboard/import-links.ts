import { kept, numberIn, textIn } from './import-tables.js'
import type { Row, Source } from './import-tables.js'

/** Kinds of links that every installation begins with, and what the other end calls them: `database.ts` freshLinks. */
const opposites: Readonly<Record<string, string>> = {
  'relates to': 'relates to',
  blocks: 'is blocked by',
  'is blocked by': 'blocks',
  duplicates: 'is duplicated by',
  'is duplicated by': 'duplicates',
  'is a child of': 'is a parent of',
  'is a parent of': 'is a child of',
  'targets milestone': 'is a milestone of',
  'is a milestone of': 'targets milestone',
  fixes: 'is fixed by',
  'is fixed by': 'fixes',
}

/** A link is told by one of its ends, which Kanboard gives the lower number; the other end gets its own by itself. */
export function linksOf(task: Row, source: Source): object {
  const { of, tasks, projects, losses } = source
  const id = numberIn(task['id'])
  const found: Record<string, string[]> = {}
  for (const row of of('task_has_links', 'task_id', id)) {
    const other = tasks.get(numberIn(row['opposite_task_id']))
    const label = labelOf(row, source)
    if (!other || label === undefined || isTold(row, id, source)) continue
    if (!Object.hasOwn(opposites, label)) {
      losses.lose(
        'links are of a kind of their own, and are left out',
        `${tasks.get(id)?.key ?? ''} ${label} ${other.key}`,
      )
      continue
    }
    const isNear = other.project === numberIn(task['project_id'])
    const key = isNear ? other.key : `${projects.get(other.project) ?? ''}/${other.key}`
    ;(found[label] ??= []).push(key)
  }
  return Object.keys(found).length === 0 ? {} : { links: found }
}

/** By the API the label is there, but not always its number. */
const labelOf = (row: Row, { of }: Source): string | undefined =>
  textIn(row['label']) ?? textIn(of('links', 'id', numberIn(row['link_id']))[0]?.['label'])

/** Whether the other end has told of it. */
function isTold(row: Row, task: number, source: Source): boolean {
  const label = labelOf(row, source) ?? ''
  const twin = source
    .of('task_has_links', 'task_id', numberIn(row['opposite_task_id']))
    .find((one) => numberIn(one['opposite_task_id']) === task && isOpposite(label, one, source))
  return twin !== undefined && numberIn(twin['id']) < numberIn(row['id'])
}

function isOpposite(label: string, row: Row, source: Source): boolean {
  const other = labelOf(row, source)
  if (Object.hasOwn(opposites, label)) return opposites[label] === other
  return other !== undefined && !Object.hasOwn(opposites, other)
}

const linkTypes = ['weblink', 'attachment', 'file']
const dependencies = ['related', 'child', 'parent']

/** Links to other places. */
export function externalLinksOf(task: Row, { of, users, losses }: Source): object {
  const made = of('task_has_external_links', 'task_id', numberIn(task['id'])).flatMap((row) => {
    const type = textIn(row['link_type']) ?? 'weblink'
    const dependency = textIn(row['dependency']) ?? 'related'
    const url = textIn(row['url'])
    if (url === undefined || !linkTypes.includes(type) || !dependencies.includes(dependency)) {
      losses.lose('links to other places are of a plugin, and are left out', url ?? type)
      return []
    }
    const by = users.get(numberIn(row['creator_id']))
    return [{ url, ...kept({ title: textIn(row['title']), by }), type, dependency }]
  })
  return made.length === 0 ? {} : { externalLinks: made }
}
