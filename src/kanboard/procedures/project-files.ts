import { z } from 'zod'
import { quirk } from '../../kernel/quirk.js'
import { taskFile } from '../attached-entities.js'
import { flagColumn, integerColumn } from '../columns.js'
import { byName, download, etagOf, nameColumn, upload } from '../files.js'
import { toInt, toText } from '../php.js'
import type { PhpValue } from '../php.js'
import { argument, procedure } from '../procedure.js'
import type { KanboardContext } from '../procedure.js'
import type { ProjectFileRow } from '../rows.js'
import { nextId } from '../tables.js'
import { wasteId } from './attached-store.js'
import { membersOnly } from './attached-errors.js'
import { projectId } from './project-arguments.js'

const page = 'kanboard/documentation v1/api/project_file_procedures.md'
const recorded = 'kanboard/v1.2.53/project-files.json'

export const foreignProjectFiles = quirk({
  name: 'kanboard.foreign-project-files',
  summary:
    'On: files of any project can be read and removed through any other, and getProjectFile of a file that does not ' +
    'exist answers null. Off: false or nothing for both, as releases since 1.2.50 do.',
  until: '1.2.49',
  source: { code: 'kanboard/kanboard@c3d8d20e0 app/Api/Procedure/ProjectFileProcedure.php' },
})

const text = (about: string): z.ZodType<string | null, string | null> => z.string().nullable().describe(about)

const columns = {
  id: integerColumn().describe('Number of the file'),
  project_id: integerColumn().describe('Number of the project'),
  name: z.string().describe('Name, as it was given, cut after 255 bytes'),
  path: z.string().describe('Where it is stored: projects, number of the project, SHA-1 of name and time'),
  is_image: flagColumn().describe('Whether the name ends like that of an image'),
  size: integerColumn().describe('Bytes'),
  user_id: integerColumn().describe('Who uploaded it, 0 for the application'),
  date: integerColumn().describe('When it was uploaded, Unix seconds'),
}

const { etag } = taskFile.shape
const projectFile = z.object({ ...columns, etag })
const listedFile = z.object({
  id: columns.id,
  name: columns.name,
  path: columns.path,
  is_image: columns.is_image,
  project_id: columns.project_id,
  date: columns.date,
  user_id: columns.user_id,
  size: columns.size,
  username: text('Login name of who uploaded it'),
  user_name: text('Full name of who uploaded it'),
  etag,
})

const fileId = (): z.ZodType<PhpValue, number> => argument(z.int().describe('Number of the file'))
const noFile = (id: PhpValue): string => `the project has no file ${toText(id)}`

/** The file, when it may be touched through this project. */
function findFile(ctx: KanboardContext, project: PhpValue, id: PhpValue): ProjectFileRow | undefined {
  const found = ctx.database.idIn(id)
  const row = found === undefined ? undefined : ctx.db.project_has_files.get(found)
  return row && (row.project_id === toInt(project) || ctx.has(foreignProjectFiles)) ? row : undefined
}

const filesOf = (ctx: KanboardContext, project: PhpValue): ProjectFileRow[] => {
  const id = ctx.database.idIn(project)
  return id === undefined ? [] : ctx.db.project_has_files.where({ project_id: id })
}

const withEtag = (row: ProjectFileRow): ProjectFileRow & { etag: string } => ({ ...row, etag: etagOf(row.path) })

export const getProjectFile = procedure({
  id: 'getProjectFile',
  group: 'Project Files',
  summary: 'Get file information',
  sources: [{ doc: `${page}#getprojectfile` }, { evidence: `${recorded} steps 5, 8, 10` }],
  versions: { since: '1.0.31' },
  effect: 'read',
  failure: false,
  input: z.object({ project_id: projectId(), file_id: fileId() }),
  output: z
    .union([projectFile, z.literal(false), z.null()])
    .describe('The file without its content, false when the project has none; before 1.2.50 null'),
  errors: [
    membersOnly('viewer'),
    {
      when: 'the project has no such file',
      since: '1.2.50',
      status: 200,
      result: false,
      source: { evidence: `${recorded} steps 8, 10` },
    },
  ],
  examples: [
    {
      title: 'a text',
      since: '1.2.38',
      input: { project_id: 1, file_id: 1 },
      output: {
        id: 1,
        project_id: 1,
        name: 'notes.txt',
        path: 'projects/1/90d30a8799e7106958e5533883ccf5c369438221',
        is_image: 0,
        size: 11,
        user_id: 0,
        date: 1795323908,
        etag: '26512a681d717ad8f3008ed3280c98ff',
      },
      source: { evidence: `${recorded} step 5` },
    },
  ],
  handle: (ctx, { project_id, file_id }) => {
    const found = findFile(ctx, project_id, file_id)
    if (found) return withEtag(found)
    return ctx.explain(noFile(file_id), ctx.has(foreignProjectFiles) ? null : false)
  },
})

export const getAllProjectFiles = procedure({
  id: 'getAllProjectFiles',
  group: 'Project Files',
  summary: 'Get all files attached to a project',
  doc: 'Sorted by name.',
  sources: [{ doc: `${page}#getallprojectfiles` }, { evidence: `${recorded} steps 3, 6, 18` }],
  versions: { since: '1.0.31' },
  effect: 'read',
  failure: false,
  input: z.object({ project_id: projectId() }),
  output: z.array(listedFile).describe('The files of the project without their contents'),
  errors: [membersOnly('viewer')],
  examples: [
    { title: 'a new project', input: { project_id: 1 }, output: [], source: { evidence: `${recorded} step 3` } },
  ],
  handle: (ctx, { project_id }) =>
    filesOf(ctx, project_id)
      .sort(byName(ctx))
      .map((row) => {
        const { username = null, name = null } = ctx.db.users.get(row.user_id) ?? {}
        return { ...withEtag(row), username, user_name: name }
      }),
})

export const downloadProjectFile = procedure({
  id: 'downloadProjectFile',
  group: 'Project Files',
  summary: 'Download project file contents (encoded in base64)',
  sources: [{ doc: `${page}#downloadprojectfile` }, { evidence: `${recorded} steps 7, 9, 11` }],
  versions: { since: '1.0.31' },
  effect: 'read',
  failure: false,
  input: z.object({ project_id: projectId(), file_id: fileId() }),
  output: z.string().describe('The content as base64, empty when the project has no such file'),
  errors: [
    membersOnly('viewer'),
    {
      when: 'the project has no such file',
      status: 200,
      result: '',
      source: { evidence: `${recorded} steps 9, 11` },
    },
  ],
  examples: [
    {
      title: 'hello world',
      input: { project_id: 1, file_id: 1 },
      output: 'aGVsbG8gd29ybGQ=',
      source: { evidence: `${recorded} step 7` },
    },
  ],
  handle: (ctx, { project_id, file_id }) => {
    const found = findFile(ctx, project_id, file_id)
    return found ? download(ctx, found.path) : ctx.explain(noFile(file_id), '')
  },
})

export const createProjectFile = procedure({
  id: 'createProjectFile',
  group: 'Project Files',
  summary: 'Create and upload a new project attachment',
  doc: 'Names need not be unique; a second upload of a name within a second takes the place of the first content.',
  sources: [{ doc: `${page}#createprojectfile` }, { evidence: `${recorded} steps 4, 12-17` }],
  versions: { since: '1.0.31' },
  effect: 'write',
  failure: false,
  input: z.object({
    project_id: projectId(),
    filename: argument(z.string().min(1).describe('Name')),
    blob: argument(z.base64().min(1).describe('The content as base64')),
  }),
  output: z.union([z.int(), z.literal(false)]).describe('Number of the file, false on failure'),
  errors: [
    membersOnly('member'),
    { when: 'there is no such project', status: 200, result: false, source: { evidence: `${recorded} step 16` } },
    {
      when: 'nothing is left of the blob',
      status: 200,
      result: false,
      source: { evidence: `${recorded} steps 12, 13` },
    },
  ],
  examples: [
    {
      title: 'hello world',
      input: { project_id: 1, filename: 'notes.txt', blob: 'aGVsbG8gd29ybGQ=' },
      output: 1,
      source: { evidence: `${recorded} step 4` },
    },
  ],
  handle: (ctx, { project_id, filename, blob }) => {
    const stored = upload(ctx, { folder: 'projects', id: project_id }, filename, blob)
    if (stored === false) return false
    const name = ctx.database.storeText({ ...nameColumn, postgresLimit: Infinity }, stored.name)
    const project = ctx.database.storeInteger({ table: 'project_has_files', name: 'project_id' }, project_id)
    const owner = project === null ? undefined : ctx.db.projects.get(project)
    if (!owner) {
      wasteId(ctx, 'project_has_files')
      return ctx.explain(`there is no project ${toText(project_id)}`, false)
    }
    const id = nextId(ctx.world, 'project_has_files', ctx.database)
    const row = ctx.db.project_has_files.insert({ ...stored, id, name, project_id: owner.id })
    ctx.emit('project.file.create', { file: withEtag(row), project: owner })
    return id
  },
})

/** The content goes with the last file that has its path. */
export function dropProjectFile(ctx: KanboardContext, row: ProjectFileRow): void {
  const sharers = filesOf(ctx, row.project_id).filter((other) => other.path === row.path)
  if (sharers.length === 1) ctx.db.stored_objects.remove(row.path)
  ctx.db.project_has_files.remove(row.id)
}

export const removeProjectFile = procedure({
  id: 'removeProjectFile',
  group: 'Project Files',
  summary: 'Remove a file associated to a project',
  sources: [{ doc: `${page}#removeprojectfile` }, { evidence: `${recorded} steps 19-21` }],
  versions: { since: '1.0.31' },
  effect: 'write',
  failure: false,
  input: z.object({ project_id: projectId(), file_id: fileId() }),
  output: z.boolean().describe('true on success'),
  errors: [
    membersOnly('member'),
    {
      when: 'the project has no such file',
      status: 200,
      result: false,
      source: { evidence: `${recorded} steps 19, 21` },
    },
  ],
  examples: [
    {
      title: 'a file',
      input: { project_id: 1, file_id: 1 },
      output: true,
      source: { evidence: `${recorded} step 20` },
    },
  ],
  handle: (ctx, { project_id, file_id }) => {
    const found = findFile(ctx, project_id, file_id)
    if (!found) return ctx.explain(noFile(file_id), false)
    dropProjectFile(ctx, found)
    return true
  },
})

export const removeAllProjectFiles = procedure({
  id: 'removeAllProjectFiles',
  group: 'Project Files',
  summary: 'Remove all files associated to a project',
  doc: 'true also where there is nothing to remove, and no such project.',
  sources: [{ doc: `${page}#removeallprojectfiles` }, { evidence: `${recorded} steps 22, 23` }],
  versions: { since: '1.0.31' },
  effect: 'write',
  failure: false,
  input: z.object({ project_id: projectId() }),
  output: z.boolean().describe('true'),
  errors: [membersOnly('member')],
  examples: [
    { title: 'a project', input: { project_id: 1 }, output: true, source: { evidence: `${recorded} step 22` } },
  ],
  handle: (ctx, { project_id }) => {
    for (const row of filesOf(ctx, project_id)) dropProjectFile(ctx, row)
    return true
  },
})
