import type { Database } from './database.js'
import { decimalIn, freshLinks, isWithin, sqlError } from './database-parts.js'
import type { FreshLinks } from './database-parts.js'
import { isLike } from './like.js'
import type { LikeStyle } from './like.js'
import { lengthOf, numberIn, toText } from './php.js'
import type { PhpValue } from './php.js'

/** Its ready-made schema has these pairs the other way round: recording v1.2.53-mysql/board step 1. */
const mysqlFreshLinks: FreshLinks = freshLinks.map(([id, , opposite]) => {
  const label = freshLinks.find(([other]) => other === (id < 6 ? id : opposite))?.[1] ?? ''
  return [id, label, opposite]
})

/** utf8mb4_unicode_ci: no case, no accents, no trailing blanks; all supplementary characters are one. */
function unicodeCiKey(text: string): string {
  const base = text.normalize('NFKD').replace(/\p{M}|[\0-\x08\x0e-\x1f\x7f]/gu, '')
  return base
    .replace(/[\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replace(/ +$/, '')
}

/** One and the same character to the collation, behind all others. */
const withoutSupplementary = (text: string): string => text.replace(/[\u{10000}-\u{10ffff}]/gu, '\ufffd')

const unicodeCiOrder = new Intl.Collator('en', { sensitivity: 'base' })
// Supplementary characters come after all others; U+FFFF does for the collator.
const lastInOrder = (text: string): string => text.replace(/[\u{10000}-\u{10ffff}]/gu, '\uffff')
const compareUnicodeCi = (a: string, b: string): number => unicodeCiOrder.compare(lastInOrder(a), lastInOrder(b))

/** The number with which a text begins. */
const mysqlNumber = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/

/** A text compared with a number counts as its leading number: `1abc` is 1, `abc` is 0. */
const mysqlId = (value: PhpValue): number | undefined => {
  if (value === null) return undefined
  const leading = mysqlNumber.exec(toText(value))?.[0]
  const number = leading === undefined ? 0 : Number(leading)
  return Number.isSafeInteger(number) ? number : undefined
}

/** LIKE compares character by character: a character and its accent count as one only where they are one. */
const mysqlLike: LikeStyle = {
  fold: (text) => [...text].map((character) => (/[ ß]/.test(character) ? character : unicodeCiKey(character))).join(''),
  escapes: true,
}

const mysqlOperand = (value: PhpValue): number => {
  if (value === null) return Number.NaN
  return Number(mysqlNumber.exec(toText(value))?.[0] ?? 0)
}

/** A value inside an error text: 128 bytes at most, supplementary characters as question marks. */
function shown(text: string): string {
  const plain = text.replace(/[\u{10000}-\u{10ffff}]/gu, '?').replaceAll('\0', '\\0000')
  if (Buffer.byteLength(plain) <= 128) return plain
  let end = Math.min(plain.length, 125)
  while (Buffer.byteLength(plain.slice(0, end)) > 125) end--
  return `${plain.slice(0, end)}...`
}

export const mysql: Database = {
  name: 'mysql',
  textKey: unicodeCiKey,
  categoryKey: unicodeCiKey,
  compareCategories: compareUnicodeCi,
  compareTexts: (a, b) => unicodeCiOrder.compare(withoutSupplementary(a), withoutSupplementary(b)),
  isLike: (text, pattern) => isLike(mysqlLike, text, pattern),
  operandIn: mysqlOperand,
  flagIn: mysqlOperand,
  emptyBrackets: () => {
    const server = 'check the manual that corresponds to your MariaDB server version for the right syntax to use'
    const culprit = `1064 You have an error in your SQL syntax; ${server} near ')' at line 1`
    throw sqlError('42000', `Syntax error or access violation: ${culprit}`)
  },
  // FLOAT is shown with six digits.
  storeDecimal: (value) => Number(Math.fround(decimalIn(value)).toPrecision(6)),
  idIn: mysqlId,
  idInValidator: mysqlId,
  scan: (value, rows) => {
    if (rows === 0 || value === null || numberIn(toText(value)) !== undefined) return
    const complaint = `1292 Truncated incorrect DECIMAL value: '${shown(toText(value))}'`
    throw sqlError('22007', `Invalid datetime format: ${complaint}`)
  },
  reusesIds: false,
  wastesIds: true,
  // Measured: duplicateTaskToProject of an unknown task, then of a task.
  wastesIdsOnNull: false,
  readsValuesFirst: false,
  hashesOverdue: false,
  movesUpdated: false,
  // task_has_tags has no primary key: InnoDB keeps it by its unique index (tag_id, task_id).
  tagsOfTaskBy: 'id',
  scansTags: false,
  walksAlternatives: false,
  freshLockExpiration: null,
  freshSubtaskTime: null,
  freshLinks: mysqlFreshLinks,
  storeText: (column, text) => {
    if (lengthOf(text) <= column.limit) return text
    throw sqlError('22001', `String data, right truncated: 1406 Data too long for column '${column.name}' at row 1`)
  },
  storeInteger: (column, value) => {
    if (value === null) return null
    const text = toText(value)
    const number = numberIn(text)
    if (number === undefined && mysqlNumber.test(text)) {
      throw sqlError('01000', `Warning: 1265 Data truncated for column '${column.name}' at row 1`)
    }
    if (number === undefined) {
      const complaint = `1366 Incorrect integer value: '${shown(text)}' for column \`kanboard\`.\`${column.table}\`.\`${column.name}\``
      throw sqlError('22007', `Invalid datetime format: ${complaint} at row 1`)
    }
    if (isWithin(number, column.size === 'big' ? 64 : 32)) return Math.round(number)
    throw sqlError('22003', `Numeric value out of range: 1264 Out of range value for column '${column.name}' at row 1`)
  },
  emptyUpdate: (_table, id) => {
    const quoted = toText(id).replace(/['\\]/g, (mark) => `\\${mark}`)
    const server = 'check the manual that corresponds to your MariaDB server version for the right syntax to use'
    const where = `near 'WHERE \`id\` = '${quoted}'' at line 1`
    throw sqlError(
      '42000',
      `Syntax error or access violation: 1064 You have an error in your SQL syntax; ${server} ${where}`,
    )
  },
  refuseNull: () => false,
}
