import { quirk } from '../../kernel/quirk.js'
import { inVersions } from '../../kernel/versions.js'
import { applicationRoles } from '../permissions.js'
import { lengthOf, toText } from '../php.js'
import type { KanboardContext } from '../procedure.js'
import { email, isGiven, maxLength, oneOf, required, textIn } from '../validators.js'
import type { Values } from '../validators.js'

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

/** Answers what is wrong with a value, undefined when nothing is, or crashes as PHP does. */
type Rule = (values: Values, ctx: KanboardContext) => string | undefined

/** kanboard/kanboard@v1.2.3 app/Validator/UserValidator.php: 191 characters since, 50 before. */
const longNames = { since: '1.2.3' }
const nameIsShortEnough: Rule = (values, ctx) =>
  maxLength('username', inVersions(longNames, ctx.setup.profile.version) ? 191 : 50)(values)

const nameIsUnique: Rule = (values, ctx) => {
  const { username, id } = values
  if (!isGiven(username)) return undefined
  // PDO turns a list into the word Array.
  const key = ctx.database.textKey(toText(username))
  const own = isGiven(id) ? ctx.database.idInValidator(id, 2) : undefined
  const taken = ctx.db.users.where({ usernameKey: key }).some((user) => user.id !== own)
  return taken ? `the username '${toText(username)}' is already taken` : undefined
}

const roleIsKnown: Rule = (values, ctx) => {
  if (ctx.has(roleUnchecked)) return maxLength('role', 25)(values)
  if (values['role'] === '' && !ctx.has(emptyRole)) return 'the role is empty'
  return oneOf('role', applicationRoles)(values)
}

const passwordIsLongEnough: Rule = ({ password }) => {
  if (!isGiven(password)) return undefined
  const length = lengthOf(textIn(password, 'password'))
  return length < 6 ? `the password has ${length} characters, at least 6 are needed` : undefined
}

// In the order of app/Validator/UserValidator.php, because a crash in one keeps the others from running.
const common: readonly Rule[] = [nameIsShortEnough, nameIsUnique, email('email'), roleIsKnown]
const commonBeforeRoleCheck: readonly Rule[] = [maxLength('role', 25), nameIsShortEnough, nameIsUnique, email('email')]

const commonRules = (ctx: KanboardContext): readonly Rule[] => (ctx.has(roleUnchecked) ? commonBeforeRoleCheck : common)

/** The reasons why createUser answers false. Every rule runs, as in the real validator. */
export function creationFaults(values: Values, ctx: KanboardContext): string[] {
  return faults([required('username'), ...commonRules(ctx), required('password'), passwordIsLongEnough], values, ctx)
}

/** The reasons why updateUser answers false. */
export function modificationFaults(values: Values, ctx: KanboardContext): string[] {
  return faults([required('id'), ...commonRules(ctx)], values, ctx)
}

function faults(rules: readonly Rule[], values: Values, ctx: KanboardContext): string[] {
  const found: string[] = []
  for (const rule of rules) {
    const fault = rule(values, ctx)
    if (fault !== undefined) found.push(fault)
  }
  return found
}
