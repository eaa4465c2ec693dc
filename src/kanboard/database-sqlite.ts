import type { Database } from './database.js'
import { byBytes, freshLinks, sqlError } from './database-parts.js'
import { isLike } from './like.js'
import type { LikeStyle } from './like.js'
import { isEmpty, numberIn, toText } from './php.js'
import type { PhpValue } from './php.js'

const asciiLower = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())

const wholeIn = (text: string): number | undefined => {
  const value = numberIn(text)
  return value !== undefined && Number.isSafeInteger(value) ? value : undefined
}

// The column's INTEGER affinity turns numeric text into a number and leaves any other text unequal to every id.
const sqliteId = (value: PhpValue): number | undefined => (value === null ? undefined : wholeIn(toText(value)))

/** Only ASCII letters are folded. */
const sqliteLike: LikeStyle = { fold: (text) => text.replace(/[A-Z]+/g, (word) => word.toLowerCase()), escapes: false }

const sqliteOperand = (value: PhpValue): number =>
  value === null ? Number.NaN : (numberIn(toText(value)) ?? Number.POSITIVE_INFINITY)

export const sqlite: Database = {
  name: 'sqlite',
  textKey: (text) => text,
  // The column has the collation NOCASE, which folds ASCII.
  categoryKey: asciiLower,
  compareCategories: (a, b) => byBytes(asciiLower(a), asciiLower(b)),
  compareTexts: byBytes,
  isLike: (text, pattern) => isLike(sqliteLike, text, pattern),
  operandIn: sqliteOperand,
  flagIn: sqliteOperand,
  emptyBrackets: () => {
    throw sqlError('HY000', 'General error: 1 near ")": syntax error')
  },
  // As with integers: PHP's INF is the text that it is bound as.
  storeDecimal: (value) => (isEmpty(value) ? 0 : (numberIn(toText(value)) ?? (toText(value) as unknown as number))),
  idIn: sqliteId,
  idInValidator: sqliteId,
  scan: () => undefined,
  reusesIds: true,
  wastesIds: false,
  wastesIdsOnNull: false,
  readsValuesFirst: false,
  hashesOverdue: false,
  movesUpdated: false,
  tagsOfTaskBy: 'attachment',
  scansTags: true,
  walksAlternatives: true,
  freshLockExpiration: 0,
  freshSubtaskTime: 0,
  freshLinks,
  storeText: (_column, text) => text,
  // INTEGER affinity: a text that is no number stays a text. Rows cannot say so, and nothing calculates with it.
  // Likewise an integer beyond 2^53, which is exact up to 64 bits.
  storeInteger: (_column, value) => {
    if (typeof value === 'bigint') return value as unknown as number
    return value === null ? null : (numberIn(toText(value)) ?? (toText(value) as unknown as number))
  },
  emptyUpdate: () => {
    throw sqlError('HY000', 'General error: 1 near "WHERE": syntax error')
  },
  refuseNull: () => false,
}
