import { createHash } from 'node:crypto'
import type { TextColumn } from './database.js'
import { Crash, RelayedException } from './faults.js'
import { isArray, toText } from './php.js'
import type { PhpValue } from './php.js'
import type { KanboardContext } from './procedure.js'
import { holds } from './procedures/release-rules.js'
import { extensionOf } from './urls.js'

/*
 * Files of tasks and projects: what app/Model/FileModel.php of kanboard/kanboard@v1.2.53 does. What was uploaded is kept
 * by its path, as on a disk: two uploads of one name within a second have the same path, and the later one wins.
 */

/** What is stored under a path, as base64. */
export interface StoredObjectRow {
  readonly path: string
  readonly content: string
}

/** The columns of a file that come from its upload. */
export interface Upload {
  readonly name: string
  readonly path: string
  readonly is_image: 0 | 1
  readonly size: number
  readonly user_id: number
  /** Unix seconds. */
  readonly date: number
}

/** Where a file goes. */
export interface Place {
  readonly folder: string
  readonly id: PhpValue
}

/** Stores an upload and answers its columns; false where there is nothing to store. */
export function upload(ctx: KanboardContext, place: Place, filename: PhpValue, blob: PhpValue): Upload | false {
  if (isArray(blob)) throw new Crash('base64_decode() takes no list')
  const content = decodeBase64(toText(blob))
  // PHP's empty() takes the one character 0 for nothing, too.
  if (content.length === 0 || content.equals(Buffer.from('0')))
    return ctx.explain('the blob is empty or no base64', false)
  const seconds = Math.floor(ctx.world.now() / 1000)
  const path = `${place.folder}/${folderOf(ctx, place.id)}/${sha1(`${toText(filename)}${seconds}`)}`
  ctx.db.stored_objects.remove(path)
  ctx.db.stored_objects.insert({ path, content: content.toString('base64') })
  if (isArray(filename)) throw new Crash('pathinfo() takes no list')
  const is_image = isImage(toText(filename)) ? 1 : 0
  if (is_image === 1 && holds(ctx, 'thumbnailsWantImages') && !isDecodable(content))
    throw new Crash('no thumbnail can be made of what is no image')
  const name = firstBytes(toText(filename), 255)
  return { name, path, is_image, size: content.length, user_id: ctx.callerId, date: seconds }
}

/** What was uploaded, as base64; empty where nothing is stored. */
export const download = (ctx: KanboardContext, path: string): string => ctx.db.stored_objects.get(path)?.content ?? ''

/** The checksum that every answer adds to the columns. */
export const etagOf = (path: string): string => createHash('md5').update(path).digest('hex')

/** The column `name` of both tables. */
export const nameColumn: TextColumn = { name: 'name', limit: 255 }

/** ORDER BY name, which SQLite compares without the case of ASCII letters. */
export function byName(ctx: KanboardContext): (a: { readonly name: string }, b: { readonly name: string }) => number {
  const folds = ctx.database.name === 'sqlite'
  const keyOf = (text: string): string => (folds ? text.replace(/[A-Z]/g, (letter) => letter.toLowerCase()) : text)
  return (a, b) => ctx.database.compareTexts(keyOf(a.name), keyOf(b.name))
}

const sha1 = (text: string): string => createHash('sha1').update(text).digest('hex')

/** Characters outside of the alphabet are skipped, wherever they stand; a last one alone stands for no byte. */
function decodeBase64(text: string): Buffer {
  return Buffer.from(text.replace(/[^A-Za-z0-9+/]/g, ''), 'base64')
}

function folderOf(ctx: KanboardContext, id: PhpValue): string {
  if (!holds(ctx, 'pathsWantIntegers')) return toText(id)
  const number = typeof id === 'string' ? Number.parseInt(id, 10) : id
  if (typeof number === 'number' && number > 0) return String(number)
  throw new RelayedException(0, 'Invalid ID provided for file path generation')
}

const isImage = (filename: string): boolean => /^(jpeg|jpg|png|gif)$/i.test(extensionOf(filename))

/** How an image begins, up to where its size and the first of its points stand. */
const signatures: readonly RegExp[] = [
  /^\x89PNG\r\n\x1a\n.{4}IHDR.{17}.*IDAT/s,
  /^\xff\xd8\xff.*\xff[\xc0-\xc2].*\xff\xda/s,
  /^GIF8[79]a.{7}/s,
  /^RIFF....WEBP.{14}/s,
  /^BM.{24}/s,
]

/** By its headers; unverified: images that are cut off behind them. */
function isDecodable(content: Buffer): boolean {
  const text = content.toString('latin1')
  return signatures.some((signature) => signature.test(text))
}

/** Half a character at the end is left as half a surrogate pair, which JSON cannot say, as the real bytes cannot. */
function firstBytes(text: string, limit: number): string {
  const bytes = Buffer.from(text)
  if (bytes.length <= limit) return text
  const cut = bytes.subarray(0, limit).toString()
  return cut.replace(/\ufffd+$/, '\ud800')
}
