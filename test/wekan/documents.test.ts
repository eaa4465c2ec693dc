import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { createFake } from '../../src/server/fake.js'
import { wekan } from '../../src/wekan/index.js'
import { itemsOf } from '../documents/wekan-page.js'

const run = promisify(execFile)

/** The repairs that fixtures/worlds/wiki-examples/README-wekan.md lists, and no others. */
const placeholders: Readonly<Record<string, string>> = {
  'YOUR-USERNAME-HERE': 'ada',
  'YOUR-PASSWORD-HERE': 'secret-ada-1',
  'NEW-USER-ID-HERE': 'BsNr28znDkG8aeo7W',
  'YOUR-ID-HERE': '6oKyRbWRt2d4Jnhqc',
  'YOUR-TOKEN-HERE': 'Xk3nR0pQ7uV1wYz4aB5cD8eF2gH6iJ9kL-mN_oPqRsT',
  'BOARD-ID-HERE': 'gGTxrDFvvE8k5KL5h',
  'USER-ID-HERE': 'hq2SSRFMk4QMQF9JG',
}

function repaired(text: string): string {
  return Object.entries(placeholders).reduce((now, [name, value]) => now.replaceAll(name, value), text)
}

/** Types calls of a page into a shell, one after the other, against one server; answers what they printed. */
async function typed(world: string, calls: readonly string[], profile = 'wekan@wiki'): Promise<unknown[]> {
  const fake = createFake({ products: [{ product: wekan, profile }], world: `wiki-examples/${world}` })
  const { url, close } = await fake.listen()
  const answers: unknown[] = []
  try {
    for (const call of calls) {
      const line = repaired(call).replace(/http:\/\/(localhost:3000|example\.com)/g, url)
      const { stdout } = await run('sh', ['-c', `${line} -s`])
      answers.push(JSON.parse(stdout))
    }
  } finally {
    await close()
  }
  return answers
}

/** Positions of calls and of the answer to the last of them among the items of a page. */
interface Example {
  readonly title: string
  readonly world: string
  readonly calls: readonly number[]
  readonly prints: number
}

const september: readonly Example[] = [
  { title: 'registers with a form', world: 'wekan-register', calls: [0], prints: 3 },
  { title: 'registers with JSON', world: 'wekan-register', calls: [1], prints: 3 },
  { title: 'creates a user with a form', world: 'wekan-create-user', calls: [4], prints: 12 },
  { title: 'creates a user with JSON', world: 'wekan-create-user', calls: [5], prints: 12 },
  { title: 'logs in', world: 'wekan-walk-through', calls: [6], prints: 7 },
  { title: 'deletes a user', world: 'wekan-delete-user', calls: [13], prints: 14 },
  { title: 'reads a user', world: 'wekan-get-user', calls: [15], prints: 16 },
]

const october: readonly Example[] = [
  ...september,
  { title: 'lists users', world: 'wekan-list-users', calls: [17], prints: 19 },
  { title: 'reads the caller', world: 'wekan-current-user', calls: [20], prints: 21 },
]

const editions = [
  { page: 'wekan-rest-api-user.2017-09.txt', examples: september, calls: 9 },
  { page: 'wekan-rest-api-user.2017-10.txt', examples: october, calls: 13 },
  { page: 'wekan-rest-api-user.2023-09.txt', examples: october, calls: 13 },
]

describe.each(editions)('$page', ({ page, examples, calls: count }) => {
  const items = itemsOf(page)
  const call = (at: number): string => {
    const item = items[at]
    if (item?.kind !== 'call') throw new Error(`item ${at} of ${page} is no call`)
    return item.text
  }
  const printed = (at: number): string => {
    const item = items[at]
    if (item?.kind !== 'answer') throw new Error(`item ${at} of ${page} is no answer`)
    return repaired(JSON.stringify(item.value))
  }

  it('prints the calls that are tried here', () => {
    expect(items.filter(({ kind }) => kind === 'call')).toHaveLength(count)
  })

  it.each(examples)('$title as printed, members in the printed order', async ({ world, calls, prints }) => {
    const answers = await typed(world, calls.map(call))
    expect(JSON.stringify(answers.at(-1))).toBe(printed(prints))
  })

  it('walks through login, creating a user and reading him', async () => {
    const [, created, read] = await typed('wekan-walk-through', [call(6), call(8), call(10)])
    expect(created).toEqual({ _id: 'BsNr28znDkG8aeo7W' })
    expect(printed(9)).toBe('{"id":"BsNr28znDkG8aeo7W"}')
    expect(read).toMatchObject({ _id: 'BsNr28znDkG8aeo7W', username: 'tester', profile: {} })
  })
})

describe('wekan-rest-api-user.2023-09.txt, disabling a login', () => {
  const items = itemsOf('wekan-rest-api-user.2023-09.txt')
  const texts = items.flatMap((item) => (item.kind === 'call' ? [item.text] : []))
  const disable = texts.find((text) => text.includes('disableLogin')) ?? ''
  const enable = texts.find((text) => text.includes('enableLogin')) ?? ''
  const login = `curl http://localhost:3000/users/login -d "username=mallory&password=secret-mallory-1"`
  const own = `curl -H "Authorization: Bearer Qw8eR2tY6uI0oP4aS9dF3gH7jK1lZ5xC-vB_nM2qWeR" http://localhost:3000/api/user`

  it('disables the login and purges the tokens', async () => {
    const [before, answer, after, refused] = await typed('wekan-disable-user', [own, disable, own, login])
    expect(before).toMatchObject({ username: 'mallory' })
    expect(answer).toMatchObject({ _id: 'ztKvBTzCqmyJ77on8', loginDisabled: true, services: { resume: {} } })
    expect(after).toMatchObject({ error: 'Unauthorized' })
    expect(refused).toEqual({ error: 403, reason: 'Login forbidden' })
  })

  it('enables the login again', async () => {
    const [, answer, welcome] = await typed('wekan-disable-user', [disable, enable, login])
    expect(answer).not.toHaveProperty('loginDisabled')
    expect(welcome).toMatchObject({ id: 'ztKvBTzCqmyJ77on8' })
  })

  it('lets the disabled user log in with JSON on the recorded servers', async () => {
    const json = `curl -H "Content-type:application/json" http://localhost:3000/users/login -d '{"username":"mallory","password":"secret-mallory-1"}'`
    for (const profile of ['wekan@11.07', 'wekan@7.10']) {
      const [, welcome] = await typed('wekan-disable-user', [disable, json], profile)
      expect(welcome).toMatchObject({ id: 'ztKvBTzCqmyJ77on8' })
    }
  })
})

describe('wekan-rest-api-role.txt', () => {
  const calls = itemsOf('wekan-rest-api-role.txt').flatMap((item) => (item.kind === 'call' ? [item.text] : []))
  const [add = '', remove = '', admin = '', normal = '', noComments = '', commentOnly = ''] = calls
  const read = `curl -H "Authorization: Bearer a6DM_gOPRwBdynfXaGBaiiEwTiAuigR_Fj_81QmNpnf" http://localhost:3000/api/boards/BOARD-ID-HERE`
  const memberOf = (board: unknown): unknown => (board as { members: unknown[] }).members.at(1)
  const flags = { isAdmin: false, isNoComments: false, isCommentOnly: false, isActive: true }
  const userId = 'hq2SSRFMk4QMQF9JG'

  it('has the six calls that are tried here', () => {
    expect(calls).toHaveLength(6)
  })

  it('adds a member with normal role', async () => {
    const [answer, board] = await typed('wekan-roles', [add, read])
    expect(answer).toEqual([{ _id: 'gGTxrDFvvE8k5KL5h', title: 'Plan' }])
    expect(memberOf(board)).toEqual({ userId, ...flags })
  })

  it('removes a member', async () => {
    const [, answer, board] = await typed('wekan-roles', [add, remove, read])
    expect(answer).toEqual([{ _id: 'gGTxrDFvvE8k5KL5h', title: 'Plan' }])
    expect(memberOf(board)).toEqual({ userId, ...flags, isActive: false })
  })

  it.each([
    { role: 'admin', call: admin, has: { isAdmin: true } },
    { role: 'normal', call: normal, has: {} },
    { role: 'no comments', call: noComments, has: { isNoComments: true } },
    { role: 'comment only', call: commentOnly, has: { isCommentOnly: true } },
  ])('makes an existing member $role', async ({ call, has }) => {
    const [, , board] = await typed('wekan-roles', [add, call, read])
    expect(memberOf(board)).toEqual({ userId, ...flags, ...has })
  })

  it.each([
    { role: 'admin', call: admin, has: { isAdmin: true } },
    { role: 'no comments', call: noComments, has: { isNoComments: true } },
    { role: 'comment only', call: commentOnly, has: { isCommentOnly: true } },
  ])('makes an existing member $role on v11.07', async ({ call, has }) => {
    const [, , board] = await typed('wekan-roles', [add, call, read], 'wekan@11.07')
    expect(memberOf(board)).toMatchObject({ userId, ...flags, ...has })
  })
})
