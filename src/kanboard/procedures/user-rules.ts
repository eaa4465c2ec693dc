import { quirk } from '../../kernel/quirk.js'
import { inVersions } from '../../kernel/versions.js'
import { Crash } from '../faults.js'
import { applicationRoles } from '../permissions.js'
import { isArray, lengthOf, toText } from '../php.js'
import type { PhpValue } from '../php.js'
import type { KanboardContext } from '../procedure.js'

export const roleUnchecked = quirk({
  name: 'kanboard.role-unchecked',
  summary: 'On: any text of up to 25 characters is a role, and its bearer may call nothing. Off: only the three roles.',
  until: '1.2.40',
  source: { evidence: 'kanboard/v1.2.35/users-lifecycle.json step 12' },
})

export const emptyRole = quirk({
  name: 'kanboard.empty-role',
  summary: 'On: an empty role is accepted and stored; its bearer may call nothing. Off: it is refused.',
  source: { evidence: 'kanboard/v1.2.53/users-lifecycle.json step 13' },
})

/** What a user procedure was given, by column. Absent members and null are the same to every rule but the database's. */
export type UserValues = Readonly<Record<string, PhpValue | undefined>>

/** Answers what is wrong with a value, undefined when nothing is, or crashes as PHP does. */
type Rule = (values: UserValues, ctx: KanboardContext) => string | undefined

/** `isFieldNotEmpty` of the validators: only null and the empty text are empty. */
const isGiven = (value: PhpValue | undefined): value is Exclude<PhpValue, null> =>
  value !== undefined && value !== null && value !== ''

/** The functions for text refuse lists and maps with a TypeError, which nobody catches. */
function textOf(value: PhpValue, column: string): string {
  if (isArray(value)) throw new Crash(`${column} is a list or an object where PHP wants a text`)
  return toText(value)
}

const required =
  (column: string): Rule =>
  (values) =>
    isGiven(values[column]) ? undefined : `${column} is required`

function isTooLong(values: UserValues, column: string, limit: number): string | undefined {
  const value = values[column]
  if (!isGiven(value)) return undefined
  const length = lengthOf(textOf(value, column))
  return length > limit ? `${column} has ${length} characters, at most ${limit} are allowed` : undefined
}

const isShortEnough =
  (column: string, limit: number): Rule =>
  (values) =>
    isTooLong(values, column, limit)

/** kanboard/kanboard@v1.2.3 app/Validator/UserValidator.php: 191 characters since, 50 before. */
const longNames = { since: '1.2.3' }
const nameIsShortEnough: Rule = (values, ctx) =>
  isTooLong(values, 'username', inVersions(longNames, ctx.setup.profile.version) ? 191 : 50)

const nameIsUnique: Rule = (values, ctx) => {
  const { username, id } = values
  if (!isGiven(username)) return undefined
  // PDO turns a list into the word Array.
  const key = ctx.database.textKey(toText(username))
  const own = isGiven(id) ? ctx.database.idInValidator(id) : undefined
  const taken = ctx.db.users.where({ usernameKey: key }).some((user) => user.id !== own)
  return taken ? `the username '${toText(username)}' is already taken` : undefined
}

const emailIsValid: Rule = ({ email }) => {
  if (!isGiven(email)) return undefined
  if (isArray(email)) throw new Crash('email is a list or an object where PHP wants a text')
  return typeof email === 'string' && isEmail(email) ? undefined : `'${toText(email)}' is not an e-mail address`
}

const local = /^[A-Za-z0-9.!#$%&'*+\-/=?^_`{|}~]*@/
const domain = /^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*$/

/** libs/SimpleValidator/Validators/Email.php: a domain has two characters at least, and need not have a dot. */
function isEmail(text: string): boolean {
  const name = local.exec(text)?.[0]
  if (name === undefined || name === '@') return false
  const host = text.slice(name.length)
  return host.length > 1 && domain.test(host)
}

const roleIsKnown: Rule = (values, ctx) => {
  const { role } = values
  if (ctx.has(roleUnchecked)) return isTooLong(values, 'role', 25)
  if (role === '' && !ctx.has(emptyRole)) return 'the role is empty'
  if (!isGiven(role)) return undefined
  // in_array() compares loosely: true is equal to every role.
  if (role === true) return undefined
  const isKnown = typeof role === 'string' && applicationRoles.some((known) => known === role)
  return isKnown ? undefined : `the role is none of ${applicationRoles.join(', ')}`
}

const passwordIsLongEnough: Rule = ({ password }) => {
  if (!isGiven(password)) return undefined
  const length = lengthOf(textOf(password, 'password'))
  return length < 6 ? `the password has ${length} characters, at least 6 are needed` : undefined
}

// In the order of app/Validator/UserValidator.php, because a crash in one keeps the others from running.
const common: readonly Rule[] = [nameIsShortEnough, nameIsUnique, emailIsValid, roleIsKnown]
const commonBeforeRoleCheck: readonly Rule[] = [
  isShortEnough('role', 25),
  nameIsShortEnough,
  nameIsUnique,
  emailIsValid,
]

const commonRules = (ctx: KanboardContext): readonly Rule[] => (ctx.has(roleUnchecked) ? commonBeforeRoleCheck : common)

/** The reasons why createUser answers false. Every rule runs, as in the real validator. */
export function creationFaults(values: UserValues, ctx: KanboardContext): string[] {
  return faults([required('username'), ...commonRules(ctx), required('password'), passwordIsLongEnough], values, ctx)
}

/** The reasons why updateUser answers false. */
export function modificationFaults(values: UserValues, ctx: KanboardContext): string[] {
  return faults([required('id'), ...commonRules(ctx)], values, ctx)
}

function faults(rules: readonly Rule[], values: UserValues, ctx: KanboardContext): string[] {
  const found: string[] = []
  for (const rule of rules) {
    const fault = rule(values, ctx)
    if (fault !== undefined) found.push(fault)
  }
  return found
}
