import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { Document, isSeq } from 'yaml'
import { z } from 'zod'
import type { BaselineState, StepResult } from './events.js'
import { TODO_REASON } from './report/statements.js'
import { ruleNames, rules } from './rules.js'
import type { Finding } from './rules.js'
import { readYamlFile } from './yaml-file.js'

const Entry = z.strictObject({
  rule: z
    .enum(ruleNames)
    .refine(
      (rule) => rules[rule].verdict !== 'error',
      'nothing was judged where this rule is broken: it cannot be accepted',
    ),
  operation: z.string(),
  pointer: z.string().exactOptional().describe('`*` stands for any one part: `/*/role`. Absent: any pointer.'),
  scenario: z.string().exactOptional(),
  step: z.string().exactOptional(),
  because: z.string().trim().min(1),
  expires: z.iso.date().exactOptional().describe('The last day on which it holds, in UTC.'),
})
const BaselineFile = z.strictObject({ accepted: z.array(Entry).default([]) })

export type BaselineEntry = z.infer<typeof Entry>
type Place = Pick<StepResult, 'scenario' | 'step' | 'operation'>

/** Findings that somebody has accepted, with reasons; `nowMs` says which entries still hold. */
export interface Baseline {
  readonly entries: readonly BaselineEntry[]
  readonly document: Document
  readonly nowMs: number
}

/** Reads a baseline. Throws `UsageError` with file, line and key; without a file only where `mayLack` says so. */
export function readBaseline(file: string, nowMs: number, mayLack = false): Baseline {
  if (mayLack && !existsSync(file)) return { entries: [], document: emptyDocument(), nowMs }
  const { value, document } = readYamlFile(file, BaselineFile)
  return { entries: value.accepted, document, nowMs }
}

const DAY_MS = 86_400_000

const isOver = ({ expires }: BaselineEntry, nowMs: number): boolean =>
  expires !== undefined && nowMs >= Date.parse(`${expires}T00:00:00Z`) + DAY_MS

/** The reason why a finding does not count; undefined where it does. */
export function acceptedBy({ entries, nowMs }: Baseline, finding: Finding, place: Place): string | undefined {
  return entries.find((entry) => !isOver(entry, nowMs) && meets(entry, finding, place))?.because
}

function meets(entry: BaselineEntry, { rule, pointer }: Finding, { operation, scenario, step }: Place): boolean {
  return (
    entry.rule === rule &&
    entry.operation === operation &&
    (entry.scenario ?? scenario) === scenario &&
    (entry.step ?? step) === step &&
    (entry.pointer === undefined || fits(entry.pointer, pointer))
  )
}

function fits(pattern: string, pointer: string): boolean {
  const [wanted, parts] = [pattern.split('/'), pointer.split('/')]
  return wanted.length === parts.length && wanted.every((part, index) => part === '*' || part === parts[index])
}

/** What a run says of its baseline: entries that can go, and entries that are over. */
export function baselineState({ entries, nowMs }: Baseline, results: readonly StepResult[]): BaselineState {
  return {
    unneeded: entries.filter((entry) => isUnneeded(entry, results)).map(entryText),
    expired: entries
      .filter((entry) => isOver(entry, nowMs))
      .map((entry) => `${entryText(entry)}, until ${entry.expires ?? ''}`),
  }
}

/** An entry can go only when what it speaks of was answered in this run and nothing met it. */
function isUnneeded(entry: BaselineEntry, results: readonly StepResult[]): boolean {
  const answered = results.filter(
    ({ operation, scenario, step, curl, verdict }) =>
      curl !== undefined &&
      verdict !== 'error' &&
      entry.operation === operation &&
      (entry.scenario ?? scenario) === scenario &&
      (entry.step ?? step) === step,
  )
  const found = answered.some((result) => allFindings(result).some((finding) => meets(entry, finding, result)))
  return answered.length > 0 && !found
}

const allFindings = ({ findings, accepted = [] }: StepResult): readonly Finding[] => [...findings, ...accepted]

function entryText({ rule, operation, pointer, scenario, step }: BaselineEntry): string {
  const where = [scenario, step].filter((part) => part !== undefined).join(' › ')
  return `${rule} ${operation}${pointer === undefined ? '' : ` ${pointer || '(answer)'}`}${where === '' ? '' : ` (${where})`}`
}

/** Writes the file anew: entries still needed as they are, with their comments, then an entry for each new finding. */
export function updateBaseline(file: string, baseline: Baseline, results: readonly StepResult[]): number {
  const { document, entries } = baseline
  const list = isSeq(document.get('accepted')) ? document.get('accepted') : document.createNode([])
  if (!isSeq(list)) throw new Error('a list was made and is none')
  list.items = list.items.filter((_, index) => {
    const entry = entries[index]
    return entry !== undefined && !isUnneeded(entry, results)
  })
  const added = newEntries(entries, results)
  for (const entry of added) list.add(document.createNode(entry))
  list.flow = false
  document.set('accepted', list)
  writeWhole(file, document.toString({ lineWidth: 120 }))
  return added.length
}

function newEntries(entries: readonly BaselineEntry[], results: readonly StepResult[]): BaselineEntry[] {
  const added = new Map<string, BaselineEntry>()
  for (const result of results) {
    for (const finding of result.findings) {
      // An entry that is over stays, and somebody decides about it: it is not made valid again by itself.
      if (rules[finding.rule].verdict === 'error' || entries.some((entry) => meets(entry, finding, result))) continue
      const entry = entryFor(finding, result)
      added.set(entryText(entry), entry)
    }
  }
  return [...added.values()].sort((a, b) => (entryText(a) < entryText(b) ? -1 : 1))
}

/** A member is wrong wherever the operation answers it; anything else is wrong in the one step. */
function entryFor({ rule, pointer }: Finding, { operation, scenario, step }: Place): BaselineEntry {
  const anywhere = pointer.replace(/\/\d+(?=\/|$)/g, '/*')
  const where = rule.startsWith('field.') ? {} : { scenario, step }
  return { rule, operation, pointer: anywhere, ...where, because: TODO_REASON }
}

function emptyDocument(): Document {
  const document = new Document({})
  document.commentBefore = ' Findings of `stuntboard check` that are known and do not count; each says why.'
  return document
}

/** Whoever reads the file sees the old one or the new one, never half of it. */
function writeWhole(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true })
  const temporary = `${file}.${process.pid}.tmp`
  writeFileSync(temporary, text)
  renameSync(temporary, file)
}
