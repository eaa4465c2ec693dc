import { z } from 'zod'
import type { ErrorCase } from '../../kernel/operation.js'
import { listedTaskFile, taskFile } from '../attached-entities.js'
import type { PhpValue } from '../php.js'
import { argument, procedure } from '../procedure.js'
import { taskIdArgument } from './attached-arguments.js'
import { applicationOnly } from './early-places.js'
import {
  createTaskFile,
  downloadTaskFile,
  getAllTaskFiles,
  getTaskFile,
  removeAllTaskFiles,
  removeTaskFile,
} from './task-files.js'

/* Files of tasks before projects had some, too; since 1.0.26 other names of the procedures for files of tasks. */

const page = 'kanboard doc/api-file-procedures.markdown of December 2015'
const model = 'kanboard/kanboard@v1.0.22 app/Model/File.php'
const unverified = 'read from the source of 1.0.22; no recording'

const fileId = (): z.ZodType<PhpValue, number> => argument(z.int().describe('Number of the file'))

const noFile = (result: unknown, code: string): ErrorCase => ({
  when: 'there is no such file',
  status: 200,
  result,
  source: { code },
})

export const getFile = procedure({
  id: 'getFile',
  group: 'Task Files',
  summary: 'Get file information',
  doc: 'The page promises false on failure.',
  sources: [{ doc: page }, { code: `${model} getById()` }],
  versions: { until: '1.0.30' },
  unverified,
  effect: 'read',
  failure: false,
  input: z.object({ file_id: fileId() }),
  output: taskFile.nullable().describe('The file without its content, null when there is none'),
  errors: [applicationOnly, noFile(null, `${model} getById(): findOne() answers null`)],
  examples: [
    {
      title: 'a text',
      until: '1.0.25',
      input: { file_id: 1 },
      output: {
        id: '1',
        name: 'My file',
        path: '1/1/0db4d0a897a4c852f6e12f0239d4805f7b4ab596',
        is_image: '0',
        task_id: '1',
        date: '1432509941',
        user_id: '0',
        size: '15',
      },
      source: { doc: page },
    },
  ],
  handle: (ctx, input) => getTaskFile.handle(ctx, input),
})

export const getAllFiles = procedure({
  id: 'getAllFiles',
  group: 'Task Files',
  summary: 'Get all files attached to task',
  doc: 'Sorted by name.',
  sources: [{ doc: page }, { code: `${model} getAll()` }],
  versions: { until: '1.0.30' },
  unverified,
  effect: 'read',
  failure: false,
  input: z.object({ task_id: taskIdArgument() }),
  output: z.array(listedTaskFile).describe('The files of the task without their contents, none for an unknown task'),
  errors: [applicationOnly],
  examples: [
    {
      title: 'a file of the application',
      until: '1.0.30',
      input: { task_id: 1 },
      output: [
        {
          id: '1',
          name: 'My file',
          path: '1/1/0db4d0a897a4c852f6e12f0239d4805f7b4ab596',
          is_image: '0',
          task_id: '1',
          date: '1432509941',
          user_id: '0',
          size: '15',
          username: null,
          user_name: null,
        },
      ],
      source: { doc: page },
    },
  ],
  handle: (ctx, input) => getAllTaskFiles.handle(ctx, input),
})

export const downloadFile = procedure({
  id: 'downloadFile',
  group: 'Task Files',
  summary: 'Download file contents (encoded in base64)',
  sources: [{ doc: page }, { code: 'kanboard/kanboard@v1.0.22 app/Api/File.php:25' }],
  versions: { until: '1.0.30' },
  unverified,
  effect: 'read',
  failure: false,
  input: z.object({ file_id: fileId() }),
  output: z.string().describe('The content as base64, empty when there is no such file'),
  errors: [applicationOnly, noFile('', 'kanboard/kanboard@v1.0.22 app/Api/File.php:37')],
  examples: [
    {
      title: 'a text',
      until: '1.0.30',
      input: { file_id: 1 },
      output: 'cGxhaW4gdGV4dCBmaWxl',
      source: { doc: page },
    },
  ],
  handle: (ctx, input) => downloadTaskFile.handle(ctx, input),
})

export const createFile = procedure({
  id: 'createFile',
  group: 'Task Files',
  summary: 'Create and upload a new task attachment',
  doc:
    'Any project will do: until 1.0.25 it names the folder of the file, then nothing. Characters outside of the base64 ' +
    'alphabet are skipped. Nothing, and the single character 0, are no content.',
  sources: [{ doc: page }, { code: `${model} uploadContent()` }],
  versions: { until: '1.0.30' },
  unverified,
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
    applicationOnly,
    { when: 'there is no such task', status: 200, result: false, source: { code: `${model} create()` } },
    { when: 'nothing is left of the blob', status: 200, result: false, source: { code: `${model} uploadContent()` } },
  ],
  examples: [
    {
      title: 'a text',
      until: '1.0.30',
      input: { project_id: 1, task_id: 1, filename: 'My file', blob: 'cGxhaW4gdGV4dCBmaWxl' },
      output: 1,
      source: { doc: page },
    },
  ],
  handle: (ctx, input) => createTaskFile.handle(ctx, input),
})

export const removeFile = procedure({
  id: 'removeFile',
  group: 'Task Files',
  summary: 'Remove file',
  doc: 'Its content goes, also when another file has the same path.',
  sources: [{ doc: page }, { code: `${model} remove()` }],
  versions: { until: '1.0.30' },
  unverified,
  effect: 'write',
  failure: false,
  input: z.object({ file_id: fileId() }),
  output: z.boolean().describe('Whether it was removed'),
  errors: [applicationOnly, noFile(false, `${model} remove()`)],
  examples: [{ title: 'a file', until: '1.0.30', input: { file_id: 1 }, output: true, source: { doc: page } }],
  handle: (ctx, input) => removeTaskFile.handle(ctx, input),
})

export const removeAllFiles = procedure({
  id: 'removeAllFiles',
  group: 'Task Files',
  summary: 'Remove all files associated to a task',
  doc: 'True also where there is nothing to remove, and no such task.',
  sources: [{ doc: page }, { code: `${model} removeAll()` }],
  versions: { until: '1.0.30' },
  unverified,
  effect: 'write',
  failure: false,
  input: z.object({ task_id: taskIdArgument() }),
  output: z.boolean().describe('True'),
  errors: [applicationOnly],
  examples: [{ title: 'of a task', until: '1.0.30', input: { task_id: 1 }, output: true, source: { doc: page } }],
  handle: (ctx, input) => removeAllTaskFiles.handle(ctx, input),
})
