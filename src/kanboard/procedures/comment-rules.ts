import type { CommentRow } from '../attached-rows.js'
import { looselyEquals } from '../php.js'
import type { PhpValue } from '../php.js'
import { applicationRoles } from '../permissions.js'
import type { KanboardContext } from '../procedure.js'
import { faultsIn, integer, maxLength, oneOf, required } from '../validators.js'
import type { Rule, Values } from '../validators.js'
import { holds } from './release-rules.js'

export const onlyAuthors = 'users may change their own comments only'

const roleOf = ({ caller }: KanboardContext): string => (caller.kind === 'application' ? '' : caller.user.role)

/** Whether a comment is for roles above that of the caller. */
export function isHidden(ctx: KanboardContext, { visibility }: CommentRow): boolean {
  if (!holds(ctx, 'commentsHaveVisibility')) return false
  return isAbove(roleOf(ctx), visibility)
}

const isAbove = (role: string, visibility: unknown): boolean =>
  (role === 'app-manager' && visibility === 'app-admin') || (role === 'app-user' && visibility !== 'app-user')

/** Why a caller may not write such a comment; undefined when nothing is against it. */
export function mayWriteFor(ctx: KanboardContext, author: PhpValue, visibility: PhpValue): string | undefined {
  if (ctx.caller.kind === 'application' || !holds(ctx, 'commentsBelongToAuthors')) return undefined
  if (!looselyEquals(ctx.callerId, author)) return 'users may write in their own name only'
  return isAbove(roleOf(ctx), visibility) ? 'the visibility is above the role of the caller' : undefined
}

// In the order of app/Validator/CommentValidator.php.
const common = (ctx: KanboardContext): readonly Rule[] => [
  integer('id'),
  integer('task_id'),
  integer('user_id'),
  maxLength('reference', holds(ctx, 'textsAreLong') ? 191 : 50),
  required('comment'),
]
const creation: readonly Rule[] = [required('task_id')]
const visible: readonly Rule[] = [required('visibility'), oneOf('visibility', applicationRoles)]

/** The reasons why createComment or updateComment answers false. */
export function commentFaults(ctx: KanboardContext, values: Values): string[] {
  if ('id' in values) return faultsIn(values, [required('id'), ...common(ctx)])
  const own = holds(ctx, 'commentsHaveVisibility') ? [...creation, ...visible] : creation
  return faultsIn(values, [...own, ...common(ctx)])
}
