import { z } from 'zod'
import type { Product } from '../kernel/product.js'
import type { LogEntry } from './log-entry.js'

export const ExportFormat = z
  .enum(['har', 'curl', 'scenario', 'vitest'])
  .describe('HTTP archive 1.2, a script of curl calls, a scenario for `stuntboard check`, a test file for vitest.')
export type ExportFormat = z.output<typeof ExportFormat>

export interface ExportContext {
  /** Where the fake listens, without a slash at its end: `http://127.0.0.1:3000`. */
  readonly base: string
  /** The products that are served, and where. */
  readonly served: readonly { readonly product: Product; readonly prefix: string; readonly version: string }[]
  /** Of the fake, for HAR. */
  readonly version: string
}

export interface ExportedLog {
  readonly contentType: string
  /** `log.har`, `log.sh`, … */
  readonly fileName: string
  readonly text: string
}

/** Throws `UsageError` where nothing can be made of the entries: a scenario of two products, for instance. */
export function exportLog(_entries: readonly LogEntry[], _format: ExportFormat, _context: ExportContext): ExportedLog {
  throw new Error('not yet')
}
