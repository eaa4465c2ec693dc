import { z } from 'zod'
import { lenient } from '../../kernel/view.js'
import { siteAdmin } from '../access.js'
import { check, objectIncluding } from '../check.js'
import { ofRows } from '../document-fields.js'
import { route } from '../route.js'
import { maskedStorage, storageNames, storageSettings, writeStorage } from '../storage-settings.js'

const flag = (about: string): z.ZodOptional<z.ZodBoolean> => z.boolean().optional().describe(about)
const bytes = (about: string): z.ZodOptional<z.ZodNumber> =>
  z.number().min(0).optional().describe(`${about}, in bytes; 0 is no limit.`)

const parts = {
  defaultStorage: z.enum(storageNames).optional().describe('Where new files go.'),
  storageConfig: z
    .record(z.string(), z.unknown())
    .optional()
    .describe(
      'Settings of filesystem, gridfs, s3, azure and gcs; secrets are shown as empty, with `<name>Set` beside.',
    ),
  uploadSettings: z
    .looseObject({
      maxFileSize: bytes('Largest file'),
      allowedMimeTypes: z.array(z.string()).optional().describe('Types that may be uploaded; empty is all.'),
    })
    .optional()
    .describe('What may be uploaded.'),
  limitSettings: z
    .looseObject({
      attachmentsUploadMaxBytes: bytes('Largest upload in the browser'),
      attachmentsUploadBlocked: flag('No uploads in the browser.'),
      avatarsUploadBlocked: flag('No uploads of avatars.'),
      attachmentsDownloadMaxBytes: bytes('Largest download in the browser'),
      attachmentsDownloadBlocked: flag('No downloads in the browser.'),
      apiUploadMaxBytes: bytes('Largest upload over the API'),
      apiUploadBlocked: flag('No uploads over the API.'),
      apiDownloadMaxBytes: bytes('Largest download over the API'),
      apiDownloadBlocked: flag('No downloads over the API.'),
    })
    .optional()
    .describe('Limits of transfers; the API keeps those for it.'),
  migrationSettings: z
    .looseObject({
      autoMigrate: flag('Whether files move to the default storage by themselves.'),
      batchSize: z.number().min(1).max(100).optional().describe('Files at a time.'),
      delayMs: z.number().min(100).max(10000).optional().describe('Milliseconds between two batches.'),
      cpuThreshold: z.number().min(10).max(90).optional().describe('Percentage of the processor above which it waits.'),
    })
    .optional()
    .describe('How files move to another storage.'),
}

const StorageSettings = ofRows(
  z
    .looseObject({
      _id: z.string().describe('Id of the one document.'),
      ...parts,
      createdBy: z.string().optional().describe('Id of the site admin who asked first.'),
      updatedBy: z.string().optional().describe('Id of the site admin who wrote last.'),
      createdAt: z.iso.datetime().optional().describe('When it was made.'),
      updatedAt: z.iso.datetime().optional().describe('When it was last written.'),
    })
    .describe('Where files are kept, and limits.'),
)

const errors = [
  {
    when: 'no token, or an unknown one',
    status: 200,
    code: 'Unauthorized',
    source: { evidence: 'wekan/v11.07/auth-failure-shapes.json step 63' },
  },
  {
    when: 'the caller is not site admin',
    status: 200,
    code: 'Forbidden',
    source: { code: 'wekan/wekan@v11.07 server/authentication.js:13' },
  },
] as const

const shared = {
  group: 'settings',
  versions: { since: '9.59' },
  effect: 'admin',
  path: '/api/admin/attachment-settings',
  auth: 'site-admin',
  failure: 'S200',
  unverified: 'recordings show the failures without a token alone',
  params: {},
  output: StorageSettings,
} as const

export const getAttachmentSettings = route({
  ...shared,
  id: 'get_attachment_settings',
  summary: 'Where attachments are kept, and limits of transfers.',
  doc: 'The first call makes the document.',
  sources: [{ code: 'wekan/wekan@v11.07 server/models/attachmentStorageSettings.js:720' }],
  method: 'GET',
  body: {},
  errors,
  examples: [
    {
      title: 'a fresh install, made by the fake',
      input: { params: {}, query: {}, body: {} },
      output: {
        _id: 'kwnBuZN8Fzrx8PLtE',
        defaultStorage: 'fs',
        storageConfig: {
          filesystem: { enabled: true, read: true, write: true, path: '/data/files/attachments' },
          gridfs: { enabled: true, read: true, write: true },
          s3: {
            enabled: false,
            read: true,
            write: true,
            endpoint: '',
            region: '',
            bucket: '',
            accessKeyId: '',
            secretAccessKey: '',
            forcePathStyle: true,
            secretAccessKeySet: false,
          },
          azure: {
            enabled: false,
            read: true,
            write: true,
            accountName: '',
            accountKey: '',
            connectionString: '',
            bucket: '',
            accountKeySet: false,
            connectionStringSet: false,
          },
          gcs: {
            enabled: false,
            read: true,
            write: true,
            projectId: '',
            keyFilename: '',
            credentials: '',
            bucket: '',
            credentialsSet: false,
          },
        },
        uploadSettings: { maxFileSize: 0, allowedMimeTypes: [] },
        limitSettings: {
          attachmentsUploadMaxBytes: 0,
          attachmentsUploadBlocked: false,
          avatarsUploadBlocked: false,
          attachmentsDownloadMaxBytes: 0,
          attachmentsDownloadBlocked: false,
          apiUploadMaxBytes: 0,
          apiUploadBlocked: false,
          apiDownloadMaxBytes: 0,
          apiDownloadBlocked: false,
        },
        migrationSettings: { autoMigrate: false, batchSize: 10, delayMs: 1000, cpuThreshold: 70 },
        createdBy: 'rL4zB6oz5tbpZchFH',
        updatedBy: 'rL4zB6oz5tbpZchFH',
        createdAt: '2026-01-05T09:00:00.000Z',
        updatedAt: '2026-01-05T09:00:00.000Z',
      },
      source: { code: 'wekan/wekan@v11.07 server/models/attachmentStorageSettings.js:720' },
    },
    {
      title: 'no token',
      input: { params: {}, query: {}, body: {} },
      output: {
        isClientSafe: true,
        error: 'Unauthorized',
        reason: 'Unauthorized',
        message: 'Unauthorized [Unauthorized]',
        errorType: 'Meteor.Error',
        statusCode: 401,
      },
      source: { evidence: 'wekan/v11.07/auth-failure-shapes.json step 63' },
    },
  ],
  handle(ctx) {
    siteAdmin(ctx)
    return maskedStorage(storageSettings(ctx))
  },
})

export const updateAttachmentSettings = route({
  ...shared,
  id: 'update_attachment_settings',
  summary: 'Change where attachments are kept, and limits of transfers.',
  doc: 'A part is replaced whole; of storageConfig, providers that are not given stay, and so do secrets that are left blank.',
  sources: [{ code: 'wekan/wekan@v11.07 server/models/attachmentStorageSettings.js:748' }],
  method: 'PUT',
  body: Object.fromEntries(Object.entries(parts).map(([key, schema]) => [key, lenient(schema)])),
  errors: [
    ...errors,
    {
      when: 'a value that the schema does not take',
      status: 200,
      contentType: 'application/json',
      source: { code: 'wekan/wekan@v11.07 models/attachmentStorageSettings.js:15' },
    },
  ],
  examples: [
    {
      title: 'another limit, made by the fake',
      input: { params: {}, query: {}, body: { limitSettings: { avatarsUploadBlocked: true } } },
      output: {
        _id: 'bNypqwDqtwmkzkyKM',
        defaultStorage: 'fs',
        createdAt: '2026-01-05T09:00:00.000Z',
        limitSettings: { avatarsUploadBlocked: true },
        updatedBy: 'rL4zB6oz5tbpZchFH',
        updatedAt: '2026-01-05T09:00:00.000Z',
      },
      source: { code: 'wekan/wekan@v11.07 server/models/attachmentStorageSettings.js:748' },
    },
  ],
  handle(ctx, { body }) {
    siteAdmin(ctx)
    check(body, objectIncluding({}))
    writeStorage(ctx, body)
    return maskedStorage(storageSettings(ctx))
  },
})
