import type { WekanContext } from './context.js'
import { cleanValue } from './clean.js'
import type { FieldType } from './clean.js'
import { ValidationError } from './failures.js'

type Part = Readonly<Record<string, unknown>>

/** Fields per provider that are never shown; `<field>Set` tells whether there is a value. */
const secrets: Readonly<Record<string, readonly string[]>> = {
  s3: ['secretAccessKey'],
  azure: ['accountKey', 'connectionString'],
  gcs: ['credentials'],
}

export const storageNames = ['fs', 'gridfs', 's3', 'azure', 'gcs'] as const

/** code: wekan/wekan@v11.07 server/models/attachmentStorageSettings.js:302 */
const fresh: Part = {
  defaultStorage: 'fs',
  storageConfig: {
    // Where a Docker installation has its files.
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
    },
    azure: {
      enabled: false,
      read: true,
      write: true,
      accountName: '',
      accountKey: '',
      connectionString: '',
      bucket: '',
    },
    gcs: { enabled: false, read: true, write: true, projectId: '', keyFilename: '', credentials: '', bucket: '' },
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
}

/** The document, made when it is asked for the first time. */
export function storageSettings(ctx: WekanContext): Part {
  const known = ctx.world.settings.storage
  if (known) return known
  const userId = ctx.user?._id
  const made = { _id: ctx.world.ids.meteor(), ...fresh, createdBy: userId, updatedBy: userId }
  return write(ctx, { ...made, createdAt: ctx.at, updatedAt: ctx.at })
}

/** The document with its secrets masked. */
export function maskedStorage(settings: Part): Part {
  const config = settings['storageConfig']
  if (!isPart(config)) return settings
  const masked = Object.entries(config).map(([provider, own]): [string, unknown] => [provider, maskedOf(provider, own)])
  return { ...settings, storageConfig: Object.fromEntries(masked) }
}

function maskedOf(provider: string, own: unknown): unknown {
  const fields = secrets[provider]
  if (!fields || !isPart(own)) return own
  const marks = fields.flatMap((field): [string, unknown][] => [
    [`${field}Set`, Boolean(own[field])],
    [field, ''],
  ])
  return { ...own, ...Object.fromEntries(marks) }
}

const parts = ['defaultStorage', 'storageConfig', 'uploadSettings', 'limitSettings', 'migrationSettings']

/** Writes each part that is given whole, but for what is kept of providers and their secrets. */
export function writeStorage(ctx: WekanContext, wanted: Part): void {
  const existing = ctx.world.settings.storage ?? {
    _id: ctx.world.ids.meteor(),
    defaultStorage: 'fs',
    createdAt: ctx.at,
  }
  const given = parts.filter((part) => wanted[part] !== undefined)
  const cleaned = given.map((part): [string, unknown] => [part, partOf(part, wanted[part], existing)])
  const patch = Object.fromEntries(cleaned.filter(([, value]) => value !== undefined))
  write(ctx, { ...existing, ...patch, updatedBy: ctx.user?._id, updatedAt: ctx.at })
}

function write(ctx: WekanContext, storage: Part): Part {
  ctx.world.settings = { ...ctx.world.settings, storage }
  return storage
}

function partOf(part: string, value: unknown, existing: Part): unknown {
  if (part === 'defaultStorage') return storageName(value)
  if (value === null && part !== 'storageConfig') return null
  if (!isPart(value)) throw wrong(`${labels[part] ?? part} must be of type Object`)
  if (part === 'storageConfig') return mergedConfig(value, existing['storageConfig'])
  return cleanedPart(part, value)
}

function storageName(value: unknown): string {
  if (value === null) throw wrong('Default Storage Backend is required')
  const name = cleanValue(value, 'String')
  const known = storageNames.find((one) => one === name)
  if (known === undefined) throw wrong(`${String(name)} is not an allowed value`)
  return known
}

function mergedConfig(incoming: Part, existing: unknown): Part {
  const before = isPart(existing) ? existing : {}
  const merged: Record<string, unknown> = {}
  for (const provider of ['filesystem', 'gridfs', 's3', 'azure', 'gcs']) {
    const own = incoming[provider]
    const value = own === undefined ? before[provider] : providerOf(provider, own, before[provider])
    if (value !== undefined) merged[provider] = value
  }
  return merged
}

function providerOf(provider: string, incoming: unknown, before: unknown): unknown {
  const part = `storageConfig.${provider}`
  if (!Object.hasOwn(members, part) || incoming === null) return withSecrets(provider, incoming, before)
  if (!isPart(incoming)) throw wrong(`${labels[part] ?? part} must be of type Object`, part)
  return cleanedPart(part, incoming)
}

/** A secret that is left blank stays as it was. */
function withSecrets(provider: string, incoming: unknown, before: unknown): unknown {
  const fields = secrets[provider]
  if (!fields || !isPart(incoming)) return incoming
  const kept = isPart(before) ? before : {}
  const marks = fields.map((field) => `${field}Set`)
  const own = Object.fromEntries(Object.entries(incoming).filter(([key]) => !marks.includes(key)))
  const blanks = fields.filter((field) => !own[field]).map((field) => [field, kept[field] ?? ''])
  return { ...kept, ...own, ...Object.fromEntries(blanks) }
}

interface Member {
  readonly type: FieldType
  readonly label: string
  readonly min?: number
  readonly max?: number
  /** What stands where the part is given without it. */
  readonly initially?: unknown
}

const bytes = (label: string): Member => ({ type: 'Number', label: `${label} Max (bytes)`, min: 0 })
const blocked = (label: string): Member => ({ type: 'Boolean', label: `${label} Blocked`, initially: false })

const access = (label: string): Readonly<Record<string, Member>> => ({
  enabled: { type: 'Boolean', label: `${label} Storage Enabled`, initially: true },
  read: { type: 'Boolean', label: `${label} Read Enabled`, initially: true },
  write: { type: 'Boolean', label: `${label} Write Enabled`, initially: true },
})

const members: Readonly<Record<string, Readonly<Record<string, Member>>>> = {
  'storageConfig.filesystem': {
    ...access('Filesystem'),
    path: { type: 'String', label: 'Filesystem Storage Path' },
  },
  'storageConfig.gridfs': access('GridFS'),
  uploadSettings: { maxFileSize: { type: 'Number', label: 'Maximum File Size (bytes)' } },
  limitSettings: {
    attachmentsUploadMaxBytes: bytes('Attachments Upload'),
    attachmentsUploadBlocked: blocked('Attachments Upload'),
    avatarsUploadBlocked: blocked('Avatars Upload'),
    attachmentsDownloadMaxBytes: bytes('Attachments Download'),
    attachmentsDownloadBlocked: blocked('Attachments Download'),
    apiUploadMaxBytes: bytes('API Upload'),
    apiUploadBlocked: blocked('API Upload'),
    apiDownloadMaxBytes: bytes('API Download'),
    apiDownloadBlocked: blocked('API Download'),
  },
  migrationSettings: {
    autoMigrate: { type: 'Boolean', label: 'Auto Migrate to Default Storage', initially: false },
    batchSize: { type: 'Number', label: 'Migration Batch Size', min: 1, max: 100, initially: 10 },
    delayMs: { type: 'Number', label: 'Migration Delay (ms)', min: 100, max: 10000, initially: 1000 },
    cpuThreshold: { type: 'Number', label: 'CPU Threshold (%)', min: 10, max: 90, initially: 70 },
  },
}

const labels: Readonly<Record<string, string>> = {
  storageConfig: 'Storage Configuration',
  'storageConfig.filesystem': 'Filesystem Configuration',
  'storageConfig.gridfs': 'GridFS Configuration',
  uploadSettings: 'Upload Settings',
  limitSettings: 'Transfer Limits',
  migrationSettings: 'Migration Settings',
}

/** Members that the schema has, converted and judged. */
function cleanedPart(part: string, value: Part): Part | undefined {
  const known = members[part] ?? {}
  const keys = Object.keys(value)
  const isKnown = (key: string): boolean => Object.hasOwn(known, key) || key === 'allowedMimeTypes'
  // An object that is left without members goes with them.
  if (keys.length > 0 && !keys.some(isKnown)) return undefined
  const out: Record<string, unknown> = {}
  for (const [key, member] of Object.entries(known)) {
    const own = cleanValue(value[key], member.type) ?? member.initially
    if (own === undefined || own === null || own === '') continue
    judge(own, member, `${part}.${key}`)
    out[key] = own
  }
  const types = value['allowedMimeTypes']
  if (part === 'uploadSettings' && types !== undefined && types !== null) {
    out['allowedMimeTypes'] = (Array.isArray(types) ? types : [types]).map(String)
  }
  return out
}

function judge(value: unknown, { type, label, min = -Infinity, max = Infinity }: Member, at: string): void {
  if (typeof value !== type.toLowerCase()) throw wrong(`${label} must be of type ${type}`, at)
  if (typeof value !== 'number') return
  if (value < min) throw wrong(`${label} must be at least ${min}`, at)
  if (value > max) throw wrong(`${label} cannot exceed ${max}`, at)
}

/** An upsert is judged as the update that it becomes. `at` leads to a nested member. */
function wrong(message: string, at = ''): ValidationError {
  const place = at.includes('.') ? ` (${at})` : ''
  return new ValidationError(`${message}${place} in attachmentStorageSettings updateAsync`)
}

function isPart(value: unknown): value is Part {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
