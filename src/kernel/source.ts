import type { Source } from './operation.js'

/** A source in one line: `recording wekan/v11.07/users-read.json step 14`. */
export function sourceText(source: Source): string {
  if ('evidence' in source) return `recording ${source.evidence}`
  return 'code' in source ? `source ${source.code}` : `page ${source.doc}`
}
