import type { Summary } from '../events.js'

/** The whole run as one JSON document, ending with a newline. `formatVersion` changes when a reader must. */
export function jsonReport(summary: Summary): string {
  return `${JSON.stringify({ formatVersion: 1, ...summary }, null, 2)}\n`
}
