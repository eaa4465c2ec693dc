import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { inVersions } from '../../src/kernel/versions.js'
import { wekan } from '../../src/wekan/index.js'
import { facts } from './schema-fields.js'

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')

const Digest = z.strictObject({
  source: z.string(),
  routes: z.array(z.tuple([z.string(), z.array(z.string()), z.array(z.string())])),
  definitions: z.record(z.string(), z.array(z.string())),
})
const digest = Digest.parse(JSON.parse(read('official.json')))
/** What the official document says of every operation: names of members, and statuses. */
const official = new Map(digest.routes.map(([route, members, statuses]) => [route, { members, statuses }]))

const RELEASE = '11.07'
const page = read('../../docs/wekan-official-document.md')

/** Rows of the table below a heading, cell by cell. */
function tableOf(heading: string): string[][] {
  const [, section = ''] = page.split(`\n## ${heading}\n`)
  const lines = (section.split('\n## ')[0] ?? '').split('\n').filter((line) => line.startsWith('| `'))
  return lines.map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '').trim()))
}

const named = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name).sort()

const ours = wekan.operations
  .filter(({ versions }) => inVersions(versions, RELEASE))
  .map((op) => {
    const { method, path } = op as typeof op & { readonly method: string; readonly path: string }
    const route = `${method} ${path}`
    return { op, route, known: official.get(route.replace(/:\w+/g, '{}')) }
  })

it('routes that the official document lacks are those of the page', () => {
  const lacking = ours.filter(({ known }) => !known).map(({ route, op }) => `${route} ${op.id}`)
  const listed = tableOf('Routes that it lacks').map(([route = '', id = '']) => `${named(route)[0]} ${named(id)[0]}`)
  expect(listed.sort()).toEqual(lacking.sort())
})

it('every operation of the official document is declared', () => {
  const declared = new Set(ours.map(({ route }) => route.replace(/:\w+/g, '{}')))
  expect([...official.keys()].filter((route) => !declared.has(route))).toEqual([])
})

it('members of requests that the official document lacks or invents are those of the page', () => {
  const differences = ours.flatMap(({ op, route, known }) => {
    if (!known) return []
    const read = membersOf(op.input)
    const lacked = read.filter((name) => !known.members.includes(name) && !unread.includes(name))
    const invented = known.members.filter((name) => !read.includes(name))
    return [
      ...(lacked.length > 0 ? [`${route} lacks ${lacked.sort().join(' ')}`] : []),
      ...invented.map((name) => `${route} invents ${name}`),
    ]
  })
  const lacks = tableOf('Members of requests that it lacks').map(
    ([route = '', , members = '']) => `${named(route)[0]} lacks ${named(members).join(' ')}`,
  )
  const invents = tableOf('Members that it invents').map(
    ([route = '', member = '']) => `${named(route)[0]} invents ${named(member)[0]}`,
  )
  expect([...lacks, ...invents].sort()).toEqual(differences.sort())
})

/** Told once for all routes: the token in the address. Not read: who says he writes, and that an admin does. */
const unread = ['access_token', 'authorId', 'fromAdmin']

/** Members of body and query. */
function membersOf(input: z.ZodType): string[] {
  if (!(input instanceof z.ZodObject)) return []
  return ['query', 'body'].flatMap((part) => {
    const own: unknown = input.shape[part]
    return own instanceof z.ZodObject ? Object.keys(own.shape) : []
  })
}

it('statuses that the official document lacks are those of the page', () => {
  const differences = ours.flatMap(({ op, route, known }) => {
    if (!known) return []
    const failures = (op.errors ?? []).filter((error) => inVersions(error, RELEASE))
    const statuses = [...new Set(failures.map(({ status }) => String(status)))]
    const lacked = statuses.filter((status) => !known.statuses.includes(status))
    return lacked.length > 0 ? [`${route} ${lacked.sort().join(', ')}`] : []
  })
  const listed = tableOf('Statuses that it lacks').map(
    ([route = '', , statuses = '']) => `${named(route)[0]} ${statuses}`,
  )
  expect(listed.sort()).toEqual(differences.sort())
})

it('documents that the official document lacks, or of which it lacks or invents members, are those of the page', () => {
  const entities: Readonly<Record<string, string>> = {
    User: 'Users',
    Board: 'Boards',
    List: 'Lists',
    Swimlane: 'Swimlanes',
    Card: 'Cards',
    Comment: 'CardComments',
    Checklist: 'Checklists',
    ChecklistItem: 'ChecklistItems',
    CustomField: 'CustomFields',
    Integration: 'Integrations',
    Rule: 'Rules',
    Setting: 'Settings',
    Org: 'Org',
    Team: 'Team',
  }
  const differences = Object.entries(entities).map(([entity, name]) => {
    const stored = Object.keys(facts.entities[entity] ?? {}).filter((field) => !field.includes('.'))
    const known = digest.definitions[name]
    if (!known) return `${name} is missing`
    const lacked = stored.filter((field) => !known.includes(field)).sort()
    const invented = known.filter((field) => !stored.includes(field)).sort()
    return lacked.length + invented.length > 0 ? `${name} ${lacked.join(' ')} | ${invented.join(' ')}` : ''
  })
  const listed = tableOf('Documents').map(([name = '', lacks = '', invents = '']) =>
    lacks === 'all of it'
      ? `${named(name)[0]} is missing`
      : `${named(name)[0]} ${named(lacks).join(' ')} | ${named(invents).join(' ')}`,
  )
  expect(listed.sort()).toEqual(differences.filter((line) => line !== '').sort())
})
