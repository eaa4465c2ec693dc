import { quirk } from '../kernel/quirk.js'
import type { WekanContext } from './context.js'
import { ValidationError } from './failures.js'

export const flagWords500 = quirk({
  name: 'wekan.flag-words-500',
  summary:
    'Flags of custom fields, checklist items and webhooks that are sent as words or numbers answer the error page with 500: the schema converts no flags. Off: "true", "false" and numbers are taken.',
  until: '8.42',
  source: { evidence: 'wekan/v7.10/integrations.json step 21' },
})

/** Throws where a member that must be a flag is none, in releases that convert none. */
export function refuseFlagWords(
  ctx: WekanContext,
  doc: Readonly<Record<string, unknown>>,
  keys: readonly string[],
): void {
  if (!ctx.has(flagWords500)) return
  const wrong = keys.find((key) => !['boolean', 'undefined'].includes(typeof doc[key]) && doc[key] !== '')
  if (wrong !== undefined) throw new ValidationError(`${wrong} must be of type Boolean`)
}
