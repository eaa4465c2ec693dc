import { z } from 'zod'
import type { Product } from '../kernel/product.js'
import { curlScriptOf } from './export-curl.js'
import { harOf } from './export-har.js'
import { scenarioOf } from './export-scenario.js'
import { vitestOf } from './export-vitest.js'
import type { LogEntry } from './log-entry.js'

export const ExportFormat = z
  .enum(['har', 'curl', 'scenario', 'vitest'])
  .describe('HTTP archive 1.2, a script of curl calls, a scenario for `stuntboard check`, a test file for vitest.')
export type ExportFormat = z.output<typeof ExportFormat>

/** A product that is served, and where. */
export interface ServedForExport {
  readonly product: Product
  /** `''` or `/wekan`. */
  readonly prefix: string
  /** The release that is imitated: `11.07`. */
  readonly version: string
}

export interface ExportContext {
  /** Where the fake listens, without a slash at its end: `http://127.0.0.1:3000`. */
  readonly base: string
  readonly served: readonly ServedForExport[]
  /** Of the fake, for HAR. */
  readonly version: string
  /** Name or file of the world, for tests. */
  readonly world?: string
}

export interface ExportedLog {
  readonly contentType: string
  /** `log.har`, `log.sh`, … */
  readonly fileName: string
  readonly text: string
}

type Exporter = (entries: readonly LogEntry[], context: ExportContext) => ExportedLog

const exporters: Readonly<Record<ExportFormat, Exporter>> = {
  har: harOf,
  curl: curlScriptOf,
  scenario: scenarioOf,
  vitest: vitestOf,
}

/** Throws `UsageError` where nothing can be made of the entries: a scenario of two products, for instance. */
export function exportLog(entries: readonly LogEntry[], format: ExportFormat, context: ExportContext): ExportedLog {
  return exporters[format](entries, context)
}
