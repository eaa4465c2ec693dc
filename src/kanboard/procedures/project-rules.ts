import { inVersions } from '../../kernel/versions.js'
import { Crash } from '../faults.js'
import { isArray, isEmpty, toText } from '../php.js'
import type { KanboardContext } from '../procedure.js'
import { alphaNumeric, email, faultsIn, integer, isGiven, maxLength, notEmpty, required } from '../validators.js'
import type { Rule, Values } from '../validators.js'

/** Rules of app/Validator/ProjectValidator.php; the length of the name and the priorities came with these releases. */
const longNames = { since: '1.2.3' }
const withPriorities = { since: '1.0.25' }

function commonRules(ctx: KanboardContext): Rule[] {
  const has = (versions: { since: string }): boolean => inVersions(versions, ctx.setup.profile.version)
  const nameLimit = has(longNames) ? 65535 : 50
  const priorities = ['priority_default', 'priority_start', 'priority_end'].map((name) => integer(name))
  return [
    integer('id'),
    ...(has(withPriorities) ? priorities : []),
    maxLength('name', nameLimit),
    maxLength('identifier', 50),
    maxLength('start_date', 10),
    maxLength('end_date', 10),
    alphaNumeric('identifier'),
    unique(ctx, 'identifier'),
    email('email'),
    unique(ctx, 'email'),
  ]
}

/** Another project with the same text, as the database compares texts. */
const unique =
  (ctx: KanboardContext, field: 'identifier' | 'email'): Rule =>
  (values) => {
    const { id } = values
    const value = values[field]
    if (!isGiven(value)) return undefined
    const own = id === undefined || id === null ? undefined : ctx.database.idInValidator(id, 2)
    const key = ctx.database.textKey(toText(value))
    const rows = ctx.db.projects.where(field === 'identifier' ? { identifierKey: key } : { emailKey: key })
    return rows.some((row) => row.id !== own)
      ? `the ${field} '${toText(value)}' is taken by another project`
      : undefined
  }

/** What the validators see: the identifier in upper case. */
function judged(values: Values): Values {
  const { identifier } = values
  if (identifier === undefined || isEmpty(identifier)) return values
  if (isArray(identifier)) throw new Crash('strtoupper() takes no list')
  return { ...values, identifier: toText(identifier).toUpperCase() }
}

/** The reasons why createProject and createMyPrivateProject answer false. */
export function creationFaults(ctx: KanboardContext, values: Values): string[] {
  return faultsIn(judged(values), [required('name'), ...commonRules(ctx)])
}

/** The reasons why updateProject answers false. */
export function modificationFaults(ctx: KanboardContext, values: Values): string[] {
  const isNeeded = inVersions(nameMayBeLeftOut, ctx.setup.profile.version) ? notEmpty : required
  return faultsIn(judged(values), [isNeeded('name'), required('id'), ...commonRules(ctx)])
}

/** kanboard/kanboard@v1.0.31 app/Api/Procedure/ProjectProcedure.php: before, updateProject wanted a name. */
const nameMayBeLeftOut = { since: '1.0.31' }
