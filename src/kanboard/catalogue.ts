import type { Versions } from '../kernel/operation.js'
import { inVersions } from '../kernel/versions.js'
import type { PhpValue } from './php.js'
import { upstreamProcedures } from './upstream.js'

/** One parameter of a procedure, in its place. */
export interface Parameter {
  readonly name: string
  readonly isRequired: boolean
  /** What PHP puts where nothing is given; null for required ones. */
  readonly fallback: PhpValue
  /** Declared `array` in PHP: anything else ends the request. */
  readonly isArray: boolean
}

/** What is known of a procedure whether or not it is declared here. */
export interface UpstreamProcedure {
  readonly name: string
  readonly group: string
  readonly parameters: readonly Parameter[]
}

interface Line extends UpstreamProcedure {
  readonly versions: Versions
}

const lines: readonly Line[] = upstreamProcedures.trim().split('\n').map(readLine)
const byVersion = new Map<string, ReadonlyMap<string, UpstreamProcedure>>()

/** The procedures of a release by name in lower case, because PHP ignores the case of method names. */
export function proceduresAt(version: string): ReadonlyMap<string, UpstreamProcedure> {
  const known = byVersion.get(version)
  if (known) return known
  const found = new Map<string, UpstreamProcedure>()
  for (const line of lines) if (inVersions(line.versions, version)) found.set(line.name.toLowerCase(), line)
  byVersion.set(version, found)
  return found
}

function readLine(line: string): Line {
  const found = /^([\d.]+)(?:-([\d.]+))? ([\w ]+): (\w+)\((.*)\)$/.exec(line)
  const [, since = '', until, group = '', name = '', parameters = ''] = found ?? []
  if (!found) throw new Error(`catalogue of procedures: cannot read the line '${line}'`)
  return {
    versions: until === undefined ? { since } : { since, until },
    group,
    name,
    parameters: parameters === '' ? [] : parameters.split(', ').map(readParameter),
  }
}

function readParameter(text: string): Parameter {
  const [declared = '', fallback] = text.split(' = ')
  const isArray = declared.startsWith('array ')
  return {
    name: isArray ? declared.slice('array '.length) : declared,
    isRequired: fallback === undefined,
    fallback: fallback === undefined ? null : readFallback(fallback),
    isArray,
  }
}

function readFallback(text: string): PhpValue {
  if (text === 'null') return null
  if (text === 'false') return false
  if (text === '[]') return []
  return text.startsWith("'") ? text.slice(1, -1) : Number(text)
}

/** Every name that any release has, by the name in lower case. */
export const allProcedures: ReadonlyMap<string, string> = new Map(lines.map(({ name }) => [name.toLowerCase(), name]))
