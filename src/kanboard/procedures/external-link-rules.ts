import { quirk } from '../../kernel/quirk.js'
import type { PhpValue } from '../php.js'
import type { KanboardContext } from '../procedure.js'
import { integer, maxLength, required, url } from '../validators.js'
import type { Rule } from '../validators.js'
import { holds } from './release-rules.js'

export const dumpBeforeJson = quirk({
  name: 'kanboard.dump-before-json',
  summary:
    'On: createExternalTaskLink and updateExternalTaskLink with invalid values print a PHP array of the reasons before ' +
    'the JSON, which cannot be parsed then. Off: false, without a dump.',
  since: '1.0.31',
  source: { evidence: 'kanboard/v1.2.53/external-links.json steps 17, 27, 28' },
})

const longest = (limit: number): string => `The maximum length is ${limit} characters`

const noUrl = 'This URL is invalid'

/** In the order of app/Validator/ExternalLinkValidator.php, with its messages. */
const rulesUpTo = (limit: number): readonly (readonly [field: string, message: string, rule: Rule])[] => [
  ['url', 'Field required', required('url')],
  ['url', longest(limit), maxLength('url', limit)],
  ['url', noUrl, url('url')],
  ['title', 'Field required', required('title')],
  ['title', longest(limit), maxLength('title', limit)],
  ['link_type', 'Field required', required('link_type')],
  ['dependency', 'Field required', required('dependency')],
  ['dependency', longest(100), maxLength('dependency', 100)],
  ['id', 'This value must be an integer', integer('id')],
  ['task_id', 'Field required', required('task_id')],
  ['task_id', 'This value must be an integer', integer('task_id')],
]

/** Whether values are refused; prints and notes the reasons. */
export function refuseLink(ctx: KanboardContext, values: Readonly<Record<string, PhpValue>>): boolean {
  const faults = new Map<string, string[]>()
  for (const [field, message, rule] of rulesUpTo(holds(ctx, 'textsAreLong') ? 65535 : 255)) {
    const holdsNow = message !== noUrl || holds(ctx, 'externalLinksAreUrls')
    if (holdsNow && rule(values) !== undefined) faults.set(field, [...(faults.get(field) ?? []), message])
  }
  if (faults.size === 0) return false
  if (ctx.has(dumpBeforeJson)) ctx.print(exported(faults))
  return ctx.explain([...faults].map(([field, messages]) => `${field}: ${messages.join(', ')}`).join('; '), true)
}

/** PHP's `var_export` of messages by field. */
function exported(faults: ReadonlyMap<string, readonly string[]>): string {
  const fields = [...faults].map(([field, messages]) => {
    const lines = messages.map((message, index) => `    ${index} => '${message}',\n`)
    return `  '${field}' => \n  array (\n${lines.join('')}  ),\n`
  })
  return `array (\n${fields.join('')})`
}
