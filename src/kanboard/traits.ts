import type { Contact } from '../kernel/protocol.js'
import { compareVersions } from '../kernel/versions.js'
import { lastActionRelease, releaseOfActions } from './actions.js'
import { profiles } from './profiles.js'

type Row = Readonly<Record<string, unknown>>

/** What a Kanboard shows of itself; the functions ask it, and are called where they are needed. */
export interface Signs {
  /** As getVersion tells it. */
  readonly version: string | undefined
  /** The answer of getMe. */
  readonly me: Row | undefined
  readonly users: (() => Promise<unknown>) | undefined
  readonly projects: (() => Promise<unknown>) | undefined
  readonly actions: () => Promise<unknown>
  /** The header X-Powered-By. */
  readonly poweredBy: string | undefined
}

/** Profile and options, and what they were read off. */
export async function traitsOf(signs: Signs): Promise<Pick<Contact, 'options' | 'profile' | 'evidence'>> {
  const evidence: string[] = []
  const profile = await profileOf(signs, evidence)
  const user = firstRow(await signs.users?.())
  // A user's own row lacks the columns that tell SQLite from MySQL; a project of his has them.
  const project = user ? undefined : firstRow(await signs.projects?.())
  const numbers = numbersOf([user, project, signs.me], signs.poweredBy, evidence)
  const database = databaseOf({ user, project, me: signs.me }, evidence)
  const typing = database === 'postgres' ? 'native' : numbers
  const options = {
    ...(typing === undefined ? {} : { numbers: typing }),
    ...(database === undefined ? {} : { database }),
  }
  return { options, evidence, ...(profile === undefined ? {} : { profile }) }
}

function firstRow(rows: unknown): Row | undefined {
  const row: unknown = Array.isArray(rows) ? rows[0] : undefined
  // JSON objects are rows.
  return typeof row === 'object' && row !== null ? (row as Row) : undefined
}

/** `1.2.53`, `v1.2.53+x`; without a number (`main.abcdef`, `master`: app/functions.php build_app_version) undefined. */
function numberIn(version: string): string | undefined {
  return /^\D{0,2}(\d+\.\d+(?:\.\d+)?)/.exec(version)?.[1]
}

async function profileOf({ version, actions }: Signs, evidence: string[]): Promise<string | undefined> {
  const told = version === undefined ? undefined : numberIn(version)
  if (told !== undefined) {
    evidence.push(`getVersion tells ${version}`)
    return (profiles.find((profile) => compareVersions(profile.version, told) <= 0) ?? profiles.at(-1))?.id
  }
  const names = await actions()
  const age =
    typeof names === 'object' && names !== null && !Array.isArray(names)
      ? releaseOfActions(Object.keys(names))
      : undefined
  const unnumbered =
    version === undefined ? 'getVersion tells nothing' : `getVersion tells ${version}, without a number`
  if (age === undefined) {
    evidence.push(`${unnumbered}: judged as the newest release`)
    return profiles[0]?.id
  }
  evidence.push(`${unnumbered}; its automatic actions are those of ${age} or later`)
  return (profiles.find((profile) => compareVersions(lastActionRelease(profile.version), age) <= 0) ?? profiles.at(-1))
    ?.id
}

/** Columns that hold numbers wherever they are shown, getMe included, which makes `id` a number itself. */
const numberColumns = ['owner_id', 'nb_failed_login', 'notifications_filter', 'last_modified', 'notifications_enabled']

function numbersOf(
  rows: readonly (Row | undefined)[],
  poweredBy: string | undefined,
  evidence: string[],
): string | undefined {
  for (const row of rows) {
    const column = row && numberColumns.find((name) => ['string', 'number'].includes(typeof row[name]))
    if (!row || column === undefined) continue
    evidence.push(`${column} is ${typeof row[column] === 'string' ? 'text' : 'a number'}`)
    return typeof row[column] === 'string' ? 'strings' : 'native'
  }
  const id = rows[0]?.['id']
  if (id !== undefined) return typeof id === 'string' ? 'strings' : 'native'
  const php = /PHP\/(\d+\.\d+)/.exec(poweredBy ?? '')?.[1]
  if (php === undefined) return undefined
  evidence.push(`it runs on PHP ${php}`)
  // PDO gives numbers as numbers since 8.1, except that PostgreSQL always did.
  return compareVersions(php, '8.1') >= 0 ? 'native' : 'strings'
}

interface Rows {
  readonly user: Row | undefined
  readonly project: Row | undefined
  readonly me: Row | undefined
}

/**
 * Fresh schemas of MySQL and PostgreSQL have no dead columns, and PostgreSQL has booleans: evidence
 * kanboard/v1.2.53-mysql/users-lifecycle.json, v1.2.53-postgres/me.json.
 */
function databaseOf({ user, project, me }: Rows, evidence: string[]): string | undefined {
  const boolean = [user?.['notifications_enabled'], me?.['notifications_enabled'], project?.['is_private']]
  if (boolean.some((value) => typeof value === 'boolean')) {
    evidence.push('yes and no are booleans, as PostgreSQL has them')
    return 'postgres'
  }
  // Before 1.0.25 the list of users left is_admin out: kanboard/kanboard@v1.0.22 app/Model/User.php:57.
  if (user && 'nb_failed_login' in user) return byColumn(user, 'is_admin', evidence)
  return project ? byColumn(project, 'is_everybody_allowed', evidence) : undefined
}

function byColumn(row: Row, column: string, evidence: string[]): string {
  const has = column in row
  evidence.push(`rows ${has ? 'have' : 'lack'} the dead column ${column}, as on ${has ? 'SQLite' : 'MySQL'}`)
  return has ? 'sqlite' : 'mysql'
}
