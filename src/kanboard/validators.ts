import { Crash } from './faults.js'
import { isArray, lengthOf, numberIn, toText } from './php.js'
import type { PhpValue } from './php.js'
import { isUrl } from './urls.js'

/*
 * The rules of the library SimpleValidator (kanboard/kanboard@v1.2.53 libs/SimpleValidator/Validators) that several
 * procedures share. All rules of a procedure run, also after one has failed, because a crash in a later one counts.
 */

/** What a procedure was given, by column. Absent members and null are the same to every rule but NotEmpty. */
export type Values = Readonly<Record<string, PhpValue | undefined>>

/** Answers what is wrong with a value, undefined when nothing is, or crashes as PHP does. */
export type Rule = (values: Values) => string | undefined

/** `isFieldNotEmpty`: only null and the empty text are empty. */
export const isGiven = (value: PhpValue | undefined): value is Exclude<PhpValue, null> =>
  value !== undefined && value !== null && value !== ''

/** The functions for text refuse lists and maps with a TypeError, which nobody catches. */
export function textIn(value: PhpValue, column: string): string {
  if (isArray(value)) throw new Crash(`${column} is a list or an object where PHP wants a text`)
  return toText(value)
}

export const required =
  (column: string): Rule =>
  (values) =>
    isGiven(values[column]) ? undefined : `${column} is required`

export const notEmpty =
  (column: string): Rule =>
  (values) =>
    column in values && !isGiven(values[column]) ? `${column} is empty` : undefined

export const maxLength =
  (column: string, limit: number): Rule =>
  (values) => {
    const value = values[column]
    if (!isGiven(value)) return undefined
    const length = lengthOf(textIn(value, column))
    return length > limit ? `${column} has ${length} characters, at most ${limit} are allowed` : undefined
  }

/** Booleans and floats are no integers, text of digits is. */
export const integer =
  (column: string): Rule =>
  (values) => {
    const value = values[column]
    if (!isGiven(value)) return undefined
    const isInteger = typeof value === 'string' ? /^-?\d+$/.test(value) : ['number', 'bigint'].includes(typeof value)
    return isInteger ? undefined : `${column} is no integer`
  }

/** `is_numeric` */
export const numeric =
  (column: string): Rule =>
  (values) => {
    const value = values[column]
    if (!isGiven(value)) return undefined
    const isNumeric = typeof value === 'string' ? numberIn(value) !== undefined : value !== true && value !== false
    return isNumeric && !isArray(value) ? undefined : `${column} is no number`
  }

/** `in_array` compares loosely: true is equal to every text. */
export const oneOf =
  (column: string, known: readonly string[]): Rule =>
  (values) => {
    const value = values[column]
    if (!isGiven(value) || value === true) return undefined
    const isKnown = typeof value === 'string' && known.includes(value)
    return isKnown ? undefined : `${column} is none of ${known.join(', ')}`
  }

export const url =
  (column: string): Rule =>
  (values) => {
    const value = values[column]
    if (!isGiven(value)) return undefined
    return !isArray(value) && isUrl(toText(value)) ? undefined : `${column} is no URL`
  }

/** Numbers too: a float or one beyond 2^31 as their text. `ctype_digit` and its like take a small integer for a letter. */
export const alphaNumeric =
  (column: string): Rule =>
  (values) => {
    const value = values[column]
    if (!isGiven(value)) return undefined
    return typeof value === 'string' && /^[A-Za-z0-9]+$/.test(value) ? undefined : `${column} is not alphanumeric`
  }

export const email =
  (column: string): Rule =>
  (values) => {
    const value = values[column]
    if (!isGiven(value)) return undefined
    if (isArray(value)) throw new Crash(`${column} is a list or an object where PHP wants a text`)
    return isEmail(toText(value)) ? undefined : `'${toText(value)}' is not an e-mail address`
  }

const local = /^[A-Za-z0-9.!#$%&'*+\-/=?^_`{|}~]+@/
const domain = /^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*$/

/** libs/SimpleValidator/Validators/Email.php: a domain has two characters at least, and need not have a dot. */
function isEmail(text: string): boolean {
  const name = local.exec(text)?.[0]
  if (name === undefined) return false
  const host = text.slice(name.length)
  return host.length > 1 && domain.test(host)
}

/** The reasons why values are refused; every rule runs. */
export function faultsIn(values: Values, rules: readonly Rule[]): string[] {
  return rules.map((rule) => rule(values)).filter((fault) => fault !== undefined)
}
