/** A board to be made from an export, whatever tool wrote it. Keys are the source's own; they find things again. */
export interface ImportPlan {
  readonly title: unknown
  /** As the activity `importBoard` names the tool. */
  readonly system: string
  readonly permission?: unknown
  readonly color?: unknown
  readonly archived?: boolean
  /** Further members of the board document. */
  readonly board?: Readonly<Record<string, unknown>>
  readonly members?: readonly Readonly<Record<string, unknown>>[]
  readonly labels: readonly PlannedLabel[]
  readonly swimlanes: readonly PlannedPlace[]
  readonly lists: readonly PlannedPlace[]
  readonly customFields?: readonly PlannedField[]
  readonly cards: readonly PlannedCard[]
  readonly checklists?: readonly PlannedChecklist[]
  readonly rules?: readonly PlannedRule[]
  /** What the server trips over once the board is made. */
  readonly broken?: string
}

export interface PlannedLabel {
  readonly key: string
  readonly name: string
  readonly color: string
}

export interface PlannedPlace {
  readonly key: string
  readonly title: unknown
  readonly sort?: unknown
  /** Further members of the document. */
  readonly more?: Readonly<Record<string, unknown>>
}

export interface PlannedField {
  readonly key: string
  readonly name: unknown
  readonly type: unknown
  readonly settings: unknown
  readonly flags: Readonly<Record<string, unknown>>
}

export interface PlannedCard {
  readonly key: string
  readonly listKey: string
  readonly swimlaneKey: string
  readonly labelKeys: readonly string[]
  readonly userId?: string
  readonly number?: unknown
  readonly customFields?: readonly { readonly key: string; readonly value: unknown }[]
  readonly parentKey?: string
  readonly dependencies?: readonly (Readonly<Record<string, unknown>> & { readonly cardId: string })[]
  /** Members of the document that need no translation. */
  readonly doc: Readonly<Record<string, unknown>>
  readonly comments?: readonly { readonly text: unknown; readonly userId?: string; readonly at?: string }[]
  readonly attachments?: readonly PlannedFile[]
}

export interface PlannedFile {
  readonly name: string
  readonly type: string
  readonly bytes: Uint8Array
}

export interface PlannedChecklist {
  readonly cardKey: string
  readonly title: unknown
  readonly sort: number
  readonly items: readonly { readonly title: unknown; readonly isFinished: boolean; readonly sort: number }[]
}

export interface PlannedRule {
  readonly title: unknown
  readonly trigger: unknown
  readonly action: unknown
}

type Row = Readonly<Record<string, unknown>>

/** The rows of a member that should be a list; what is none has no rows. */
export function rowsIn(data: Row, key: string): Row[] {
  const value = data[key]
  return Array.isArray(value) ? value.filter(isRow) : []
}

export function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A member that is an object, or an empty one. */
export function rowIn(data: Row, key: string): Row {
  const value = data[key]
  return isRow(value) ? value : {}
}

export function wordIn(data: Row, key: string): string | undefined {
  const value = data[key]
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** A date as the importers read it: what `new Date` reads, and digits as Unix time in seconds. */
export function dateOf(value: unknown): string | undefined {
  if (value === undefined || value === null || value === '') return undefined
  const isSeconds = /^\d+$/.test(String(value))
  const date = isSeconds ? new Date(Number(value) * 1000) : new Date(String(value))
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString()
}

/** A moment as `String(date)` writes it on a server in UTC, where most are. */
export function writtenOut(iso: string): string {
  const [, day = '', date = '', month = '', year = '', time = ''] =
    /^(\w+), (\d+) (\w+) (\d+) ([\d:]+) GMT$/.exec(new Date(iso).toUTCString()) ?? []
  return `${day} ${month} ${date} ${year} ${time} GMT+0000 (Coordinated Universal Time)`
}
