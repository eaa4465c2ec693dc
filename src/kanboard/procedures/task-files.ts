import { z } from 'zod'
import type { ErrorCase } from '../../kernel/operation.js'
import { listedTaskFile, taskFile } from '../attached-entities.js'
import type { TaskFileRow } from '../attached-rows.js'
import { byName, download, etagOf, nameColumn, upload } from '../files.js'
import { looselyEquals, toText } from '../php.js'
import type { PhpValue } from '../php.js'
import { argument, procedure } from '../procedure.js'
import type { KanboardContext } from '../procedure.js'
import { nextId } from '../tables.js'
import { taskIdArgument } from './attached-arguments.js'
import { membersOnly } from './attached-errors.js'
import { wasteId } from './attached-store.js'
import { holds } from './release-rules.js'
import { taskDetails } from './task-details.js'

const page = 'kanboard/documentation v1/api/task_file_procedures.md'
const recorded = 'kanboard/v1.2.53/task-files.json'

const fileId = (): z.ZodType<PhpValue, number> => argument(z.int().describe('Number of the file'))
const noFile = (id: PhpValue): string => `there is no file ${toText(id)}`
const unknown = (result: unknown, step: number): ErrorCase => ({
  when: 'there is no such file',
  status: 200,
  result,
  source: { evidence: `${recorded} step ${step}` },
})

function findFile(ctx: KanboardContext, id: PhpValue): TaskFileRow | undefined {
  const found = ctx.database.idIn(id)
  return found === undefined ? undefined : ctx.db.task_has_files.get(found)
}

const withEtag = (row: TaskFileRow): TaskFileRow & { etag: string } => ({ ...row, etag: etagOf(row.path) })

export const getTaskFile = procedure({
  id: 'getTaskFile',
  group: 'Task Files',
  summary: 'Get file information',
  sources: [{ doc: `${page}#gettaskfile` }, { evidence: `${recorded} steps 6, 10, 17` }],
  versions: { since: '1.0.26' },
  effect: 'read',
  failure: null,
  input: z.object({ file_id: fileId() }),
  output: taskFile.nullable().describe('The file without its content, null when there is none'),
  errors: [membersOnly('viewer'), unknown(null, 10)],
  examples: [
    {
      title: 'a text',
      since: '1.2.38',
      input: { file_id: 1 },
      output: {
        id: 1,
        name: 'My file.txt',
        path: 'tasks/1/296e816c87dc95f76d934f02bc83f262741ab420',
        is_image: 0,
        task_id: 1,
        date: 1795323917,
        user_id: 0,
        size: 11,
        etag: 'efe773878d15191013bcc10d1b682ed7',
      },
      source: { evidence: `${recorded} step 6` },
    },
  ],
  handle: (ctx, { file_id }) => {
    const found = findFile(ctx, file_id)
    return found ? withEtag(found) : ctx.explain(noFile(file_id), null)
  },
})

export const getAllTaskFiles = procedure({
  id: 'getAllTaskFiles',
  group: 'Task Files',
  summary: 'Get all files attached to task',
  doc: 'Sorted by name.',
  sources: [{ doc: `${page}#getalltaskfiles` }, { evidence: `${recorded} steps 4, 7` }],
  versions: { since: '1.0.26' },
  effect: 'read',
  failure: false,
  input: z.object({ task_id: taskIdArgument() }),
  output: z.array(listedTaskFile).describe('The files of the task without their contents'),
  errors: [membersOnly('viewer')],
  examples: [
    { title: 'a task without files', input: { task_id: 1 }, output: [], source: { evidence: `${recorded} step 4` } },
  ],
  handle: (ctx, { task_id }) => {
    const task = ctx.database.idIn(task_id)
    const rows = task === undefined ? [] : ctx.db.task_has_files.where({ task_id: task })
    return rows.toSorted(byName(ctx)).map((row) => {
      const { username = null, name = null } = ctx.db.users.get(row.user_id) ?? {}
      return { ...withEtag(row), username, user_name: name }
    })
  },
})

export const downloadTaskFile = procedure({
  id: 'downloadTaskFile',
  group: 'Task Files',
  summary: 'Download file contents (encoded in base64)',
  sources: [{ doc: `${page}#downloadtaskfile` }, { evidence: `${recorded} steps 8, 9, 15` }],
  versions: { since: '1.0.26' },
  effect: 'read',
  failure: false,
  input: z.object({ file_id: fileId() }),
  output: z.string().describe('The content as base64, empty when there is no such file'),
  errors: [membersOnly('viewer'), unknown('', 9)],
  examples: [
    {
      title: 'hello world',
      input: { file_id: 1 },
      output: 'aGVsbG8gd29ybGQ=',
      source: { evidence: `${recorded} step 8` },
    },
  ],
  handle: (ctx, { file_id }) => {
    const found = findFile(ctx, file_id)
    return found ? download(ctx, found.path) : ctx.explain(noFile(file_id), '')
  },
})

export const createTaskFile = procedure({
  id: 'createTaskFile',
  group: 'Task Files',
  summary: 'Create and upload a new task attachment',
  doc:
    'Characters outside of the base64 alphabet are skipped. Nothing, and the single character 0, are no content. Names ' +
    'need not be unique; a second upload of a name within a second takes the place of the content of the first.',
  sources: [
    { doc: `${page}#createtaskfile` },
    { evidence: `${recorded} steps 5, 11-16` },
    { code: 'kanboard/kanboard@v1.2.53 app/Model/FileModel.php:318 uploadContent()' },
  ],
  versions: { since: '1.0.26' },
  effect: 'write',
  failure: false,
  input: z.object({
    project_id: argument(z.int().describe('Number of the project of the task')),
    task_id: taskIdArgument(),
    filename: argument(z.string().min(1).describe('Name')),
    blob: argument(z.base64().min(1).describe('The content as base64')),
  }),
  output: z.union([z.int(), z.literal(false)]).describe('Number of the file, false on failure'),
  errors: [
    membersOnly('member'),
    {
      when: 'the project is not that of the task',
      since: '1.2.47',
      status: 200,
      result: false,
      source: { evidence: `${recorded} step 11` },
    },
    { when: 'there is no such task', status: 200, result: false, source: { evidence: `${recorded} step 12` } },
    { when: 'nothing is left of the blob', status: 200, result: false, source: { evidence: `${recorded} step 13` } },
    {
      when: 'the name is that of an image and the content is none',
      status: 500,
      source: { code: 'kanboard/kanboard@v1.2.53 app/Core/Thumbnail.php:86 resize()' },
    },
  ],
  examples: [
    {
      title: 'hello world',
      input: { project_id: 1, task_id: 1, filename: 'My file.txt', blob: 'aGVsbG8gd29ybGQ=' },
      output: 1,
      source: { evidence: `${recorded} step 5` },
    },
  ],
  handle: (ctx, { project_id, task_id, filename, blob }) => {
    const found = ctx.database.idIn(task_id)
    const task = found === undefined ? undefined : ctx.db.tasks.get(found)
    if (holds(ctx, 'filesWantProjectOfTask')) {
      if (!task) return ctx.explain(`there is no task ${toText(task_id)}`, false)
      if (!looselyEquals(task.project_id, project_id)) {
        return ctx.explain(`the task ${task.id} is in project ${task.project_id}`, false)
      }
      ctx.requireProject(task.project_id)
    }
    const folder = holds(ctx, 'pathsNameProject') ? toText(project_id) : 'tasks'
    const columns = upload(ctx, { folder, id: task_id }, filename, blob)
    if (columns === false) return false
    const name = ctx.database.storeText(nameColumn, columns.name)
    ctx.database.storeInteger({ table: 'task_has_files', name: 'task_id' }, task_id)
    if (!task) {
      wasteId(ctx, 'task_has_files')
      return ctx.explain(`there is no task ${toText(task_id)}`, false)
    }
    const id = nextId(ctx.world, 'task_has_files', ctx.database)
    emitFile(ctx, 'task.file.create', ctx.db.task_has_files.insert({ ...columns, id, name, task_id: task.id }))
    return id
  },
})

export function emitFile(ctx: KanboardContext, name: 'task.file.create' | 'task.file.destroy', row: TaskFileRow): void {
  ctx.emit(name, { file: withEtag(row), task: taskDetails(ctx, row.task_id) })
}

/** The content goes with the last file that has its path: copies of a task share it. Once, any file took it along. */
export function dropFile(ctx: KanboardContext, row: TaskFileRow): void {
  emitFile(ctx, 'task.file.destroy', row)
  const isLast = ctx.db.task_has_files.count({ path: row.path }) === 1
  if (isLast || !holds(ctx, 'contentIsShared')) ctx.db.stored_objects.remove(row.path)
  ctx.db.task_has_files.remove(row.id)
}

export const removeTaskFile = procedure({
  id: 'removeTaskFile',
  group: 'Task Files',
  summary: 'Remove file',
  sources: [{ doc: `${page}#removetaskfile` }, { evidence: `${recorded} steps 20-25` }],
  versions: { since: '1.0.26' },
  effect: 'write',
  failure: false,
  input: z.object({ file_id: fileId() }),
  output: z.boolean().describe('Whether it was removed'),
  errors: [membersOnly('member'), unknown(false, 21)],
  examples: [{ title: 'a file', input: { file_id: 1 }, output: true, source: { evidence: `${recorded} step 20` } }],
  handle: (ctx, { file_id }) => {
    const found = findFile(ctx, file_id)
    if (!found) return ctx.explain(noFile(file_id), false)
    dropFile(ctx, found)
    return true
  },
})

export const removeAllTaskFiles = procedure({
  id: 'removeAllTaskFiles',
  group: 'Task Files',
  summary: 'Remove all files associated to a task',
  doc: 'True also where there is nothing to remove, and no such task.',
  sources: [{ doc: `${page}#removealltaskfiles` }, { evidence: `${recorded} steps 20-25` }],
  versions: { since: '1.0.26' },
  effect: 'write',
  failure: false,
  input: z.object({ task_id: taskIdArgument() }),
  output: z.boolean().describe('True'),
  errors: [membersOnly('member')],
  examples: [{ title: 'of a task', input: { task_id: 1 }, output: true, source: { evidence: `${recorded} step 23` } }],
  handle: (ctx, { task_id }) => {
    const task = ctx.database.idIn(task_id)
    const rows = task === undefined ? [] : ctx.db.task_has_files.where({ task_id: task })
    for (const row of rows) dropFile(ctx, row)
    return true
  },
})
