import type { CheckEvent } from '../events.js'
import { gather } from './gathered.js'

/** The whole run as one JSON document, ending with a newline. `formatVersion` changes when a reader must. */
export function jsonReport(events: readonly CheckEvent[]): string {
  const { verdict, counts, isPartial, targets } = gather(events)
  const report = {
    formatVersion: 1,
    verdict,
    counts,
    isPartial,
    notes: targets.flatMap(({ notes }) => notes),
    targets: targets.map(({ summary }) => summary),
  }
  return `${JSON.stringify(report, null, 2)}\n`
}

/** The stream itself, one event a line, written as it happens. */
export function ndjsonReport(write: (line: string) => void): (event: CheckEvent) => void {
  return (event) => {
    write(`${JSON.stringify(event)}\n`)
  }
}
