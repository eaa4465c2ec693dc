import type { TaskEntry } from './fixture-tasks.js'
import { createExternalTaskLink } from './procedures/external-links.js'
import { createTaskFile } from './procedures/task-files.js'
import { idOf, judged } from './seed-context.js'
import type { Keys, Path, Seeding } from './seed-context.js'

/** The task that files and links are added to. */
interface Owner {
  readonly id: number
  readonly project: number
  readonly users: Keys
  readonly path: Path
}

/** Adds files with their content. */
export function addFiles(seeding: Seeding, { id, project, users, path }: Owner, files: TaskEntry['files'] = []): void {
  const { ctx } = seeding
  for (const [index, { name, text = '', base64, by }] of files.entries()) {
    const at = [...path, 'files', index]
    const blob = base64 ?? Buffer.from(text).toString('base64')
    const sent = { project_id: project, task_id: id, filename: name, blob }
    const made = judged(seeding, at, () => createTaskFile.handle(ctx, sent) ?? false)
    const user_id = by === undefined ? 0 : idOf(users, by, [...at, 'by'])
    if (made !== undefined) ctx.db.task_has_files.update(made, { user_id })
  }
}

/** Adds links to other places. */
export function addExternalLinks(
  seeding: Seeding,
  { id, users, path }: Owner,
  links: TaskEntry['externalLinks'] = [],
): void {
  const { ctx } = seeding
  for (const [index, { url, title = '', type = 'weblink', dependency = 'related', by }] of links.entries()) {
    const at = [...path, 'externalLinks', index]
    const sent = { task_id: id, url, dependency, type, title }
    const made = judged(seeding, at, () => createExternalTaskLink.handle(ctx, sent) ?? false)
    const creator_id = by === undefined ? 0 : idOf(users, by, [...at, 'by'])
    if (made !== undefined) ctx.db.task_has_external_links.update(made, { creator_id })
  }
}
