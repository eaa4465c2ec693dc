import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import type { WorldFile } from '../../src/fixtures/schema.js'
import { ada, ask, bodyOf, fakeOf, small } from './ask.js'
import { bare, facts, memberAt, shown } from './schema-fields.js'
import type { FieldFacts } from './schema-fields.js'

/** A value of each type that the facts name. */
const samples: Readonly<Record<string, unknown>> = {
  string: 'text',
  number: 1,
  boolean: true,
  date: '2026-01-05T09:00:00.000Z',
  array: [],
  object: {},
}

const isWithin = (field: string, whole: string): boolean => field === whole || field.startsWith(`${whole}.`)

/** Whether the schema takes a value of the type: of objects only what they are, not what is in them. */
function takes(schema: z.ZodType, type: string): boolean {
  const judged = bare(schema).safeParse(samples[type])
  return judged.success || judged.error.issues.every(({ path }) => path.length > 0)
}

function wrongWith(schema: z.ZodType, { type, optional, autoValue, allowed, ...more }: FieldFacts): string[] {
  const { default: initial } = more
  const isAlwaysThere = optional !== true || autoValue === true || initial !== undefined
  const own = allowed ?? []
  return [
    ...(own.length > 0 || type.split('|').every((one) => one.endsWith('[]') || takes(schema, one)) ? [] : [type]),
    ...own.filter((value) => !schema.safeParse(value).success),
    ...(own.length > 0 && schema.safeParse('none of them').success ? ['anything goes'] : []),
    ...(isAlwaysThere || schema.safeParse(undefined).success ? [] : ['must not be absent']),
  ]
}

describe.each(shown)('$entity as $where shows it', ({ entity, schema, withheld = [] }) => {
  const fields = Object.entries(facts.entities[entity] ?? {}).filter(
    ([field]) => !withheld.some((whole) => isWithin(field, whole)),
  )
  const members = fields.flatMap(([field, its]) => {
    const member = memberAt(schema, field.split('.'))
    return member ? [{ field, its, member }] : []
  })

  it('declares every field of the collection', () => {
    expect(fields.length).toBeGreaterThan(5)
    const declared = new Set(members.map(({ field }) => field))
    expect(fields.map(([field]) => field).filter((field) => !declared.has(field))).toEqual([])
  })

  it('declares fields with their types, allowed values and optionality', () => {
    const wrong = members.flatMap(({ field, its: { optional, ...its }, member }) => {
      // An element of a list cannot be absent, whatever the schema library is told.
      const mayBeAbsent = optional === true && !field.endsWith('.$')
      return wrongWith(member, mayBeAbsent ? { ...its, optional } : its).map((what) => `${field}: ${what}`)
    })
    expect(wrong).toEqual([])
  })

  it('shows no field that is withheld', () => {
    expect(withheld.filter((field) => memberAt(schema, field.split('.')) !== undefined)).toEqual([])
  })
})

/** Their default is another one before v7.98. */
const changed = ['allowsCoverAttachmentOnMinicard']

it.each(shown.filter(({ entity }) => entity !== 'Setting'))(
  '$entity as $where shows it tells what new documents have',
  ({ entity, schema, withheld = [] }) => {
    const known = Object.entries(facts.entities[entity] ?? {}).filter(
      ([field, its]) => 'default' in its && ![...withheld, ...changed].includes(field),
    )
    const told = known.map(([field]) => [field, memberAt(schema, field.split('.'))?.meta()?.['x-default']])
    expect(told).toEqual(known.map(([field, its]) => [field, its.default]))
  },
)

it('entities of the facts are all shown somewhere', () => {
  expect(Object.keys(facts.entities).filter((name) => !shown.some(({ entity }) => entity === name))).toEqual([])
})

/** A user who has used the web application for a while. */
const settled = {
  fullname: 'Ada Lovelace',
  initials: 'AL',
  avatarUrl: '/avatars/ada',
  starredBoards: ['pnaaaaaaaaaaaaaaa'],
  notifications: [{ activity: 'someactivity', read: null }],
  hiddenSystemMessages: true,
}

function lived(profile: Readonly<Record<string, unknown>>): WorldFile {
  const user = { id: 'adaaaaaaaaaaaaaaa', password: 'secret-ada-1', admin: true, tokens: [ada], profile }
  return { ...small, wekan: { users: { ada: user } } }
}

describe.each(['wekan@11.07', 'wekan@7.10'])('a user of %s who has settled in', (profile) => {
  it('is shown as he is stored, within the contract', async () => {
    const fake = fakeOf({ profile }, lived(settled))
    const answer = await ask(fake, 'GET /api/user', { token: ada })
    expect(bodyOf(answer)).toMatchObject({ profile: settled })
    expect(answer.trace.deviations).toEqual([])
  })

  it('is noted where a member is of another type', async () => {
    const fake = fakeOf({ profile }, lived({ ...settled, starredBoards: 'pnaaaaaaaaaaaaaaa' }))
    const { trace } = await ask(fake, 'GET /api/user', { token: ada })
    expect(trace.deviations).toMatchObject([{ at: 'output', path: '/profile/starredBoards' }])
  })
})
