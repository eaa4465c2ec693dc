import { describe, expect, it } from 'vitest'
import type { Fake } from '../../src/server/fake.js'
import { ada, ask, bodyOf, bob, fakeOf } from './ask.js'
import { filled, one, told } from './content.js'

const adaId = 'adaaaaaaaaaaaaaaa'
const bobId = 'bobbbbbbbbbbbbbbb'
const plan = '/api/boards/pnaaaaaaaaaaaaaaa'

async function member(fake: Fake, userId: string): Promise<unknown> {
  const board = bodyOf(await ask(fake, `GET ${plan}`, { token: ada })) as { members: { userId: string }[] }
  return board.members.find((one) => one.userId === userId)
}

const roles = [
  { role: 'admin', flag: 'isAdmin' },
  { role: 'noComments', flag: 'isNoComments' },
  { role: 'comment', flag: 'isCommentOnly' },
  { role: 'COMMENTONLY', flag: 'isCommentOnly' },
  { role: 'worker', flag: 'isWorker' },
  { role: 'normalAssignedOnly', flag: 'isNormalAssignedOnly' },
  { role: 'commentAssignedOnly', flag: 'isCommentAssignedOnly' },
  { role: 'readOnly', flag: 'isReadOnly' },
  { role: 'readAssignedOnly', flag: 'isReadAssignedOnly' },
] as const

describe('roles by name', () => {
  it.each(roles)('$role sets $flag and no other flag', async ({ role, flag }) => {
    const fake = fakeOf()
    await ask(fake, `POST ${plan}/members/${bobId}`, { token: ada, json: { role } })
    const flags = (await member(fake, bobId)) as Record<string, unknown>
    const set = Object.keys(flags).filter((name) => flags[name] === true && name !== 'isActive')
    expect(set).toEqual([flag])
  })

  it.each(['normal', 'member'])('%s sets none', async (role) => {
    const fake = fakeOf()
    await ask(fake, `POST ${plan}/members/${bobId}`, { token: ada, json: { role } })
    expect(await member(fake, bobId)).toMatchObject({ isAdmin: false, isCommentOnly: false, isReadOnly: false })
  })
})

describe('flags', () => {
  it('that are not sent stay for the first four and become false for the newer four', async () => {
    const fake = fakeOf()
    await ask(fake, `POST ${plan}/members/${bobId}`, { token: ada, json: { isReadOnly: true, isWorker: true } })
    await ask(fake, `POST ${plan}/members/${bobId}`, { token: ada, json: { isAdmin: 'false' } })
    expect(await member(fake, bobId)).toMatchObject({ isWorker: true, isCommentOnly: true, isReadOnly: false })
  })

  it('that are no booleans are refused by the schema with status 200', async () => {
    const answer = await ask(fakeOf(), `POST ${plan}/members/${bobId}`, { token: ada, json: { isAdmin: {} } })
    expect(answer.status).toBe(200)
    expect(bodyOf(answer)).toMatchObject({ error: expect.stringMatching(/must be of type Boolean/) })
  })

  it('of somebody who is no member change nothing, and the answer is as ever', async () => {
    const fake = fakeOf()
    const path = `/api/boards/opennnnnnnnnnnnnn`
    const answer = await ask(fake, `POST ${path}/members/${bobId}`, { token: ada, json: { isAdmin: true } })
    expect(bodyOf(answer)).toBe(1)
    const board = bodyOf(await ask(fake, `GET ${path}`, { token: ada }))
    expect(board).toMatchObject({ members: [expect.objectContaining({ userId: adaId })] })
  })

  it('of oneself keep isAdmin', async () => {
    const fake = fakeOf()
    await ask(fake, `POST ${plan}/members/${adaId}`, { token: ada, json: { isAdmin: false, isWorker: true } })
    expect(await member(fake, adaId)).toMatchObject({ isAdmin: true, isWorker: true })
  })
})

describe('removing', () => {
  it('keeps the last active admin, without a word on the wire', async () => {
    const fake = fakeOf()
    const answer = await ask(fake, `POST ${plan}/members/${adaId}/remove`, { token: ada, json: { action: 'remove' } })
    expect(bodyOf(answer)).toEqual([{ _id: 'pnaaaaaaaaaaaaaaa', title: 'Plan' }])
    expect(answer.headers['x-fake']).toBe('reason; the last active admin of a board stays')
    expect(await member(fake, adaId)).toMatchObject({ isActive: true, isAdmin: true })
  })
})

describe('a user whose login is disabled', () => {
  it('is not added to a board on v11.07', async () => {
    const fake = fakeOf()
    await ask(fake, `PUT /api/users/${bobId}`, { token: ada, json: { action: 'disableLogin' } })
    const answer = await ask(fake, `POST /api/boards/opennnnnnnnnnnnnn/members/${bobId}/add`, {
      token: ada,
      json: { action: 'add' },
    })
    expect(answer.status).toBe(400)
    expect(bodyOf(answer)).toEqual({ error: 'User is disabled' })
  })
})

describe('reading a board', () => {
  it('needs more than a restricted role on v11.07, and less on v7.10', async () => {
    expect(bodyOf(await ask(fakeOf(), `GET ${plan}`, { token: bob }))).toMatchObject({ error: 'Forbidden' })
    expect(bodyOf(await ask(fakeOf({ profile: 'wekan@7.10' }), `GET ${plan}`, { token: bob }))).toMatchObject({
      title: 'Plan',
    })
  })

  it('of the public kind is open to every token on v7.10 alone', async () => {
    const path = 'GET /api/boards/opennnnnnnnnnnnnn'
    expect(bodyOf(await ask(fakeOf(), path, { token: bob }))).toMatchObject({ error: 'Forbidden' })
    expect(bodyOf(await ask(fakeOf({ profile: 'wekan@7.10' }), path, { token: bob }))).toMatchObject({ title: 'Open' })
  })
})

describe('new boards', () => {
  it('are cleaned: titles trimmed, unknown members dropped', async () => {
    const fake = fakeOf()
    const { _id } = bodyOf(
      await ask(fake, 'POST /api/boards', { token: ada, json: { title: '  Große Pläne  ', secret: 1 } }),
    ) as { _id: string }
    const board = bodyOf(await ask(fake, `GET /api/boards/${_id}`, { token: ada }))
    expect(board).toMatchObject({ title: 'Große Pläne', slug: 'grosse-plaene', color: 'belize', permission: 'private' })
    expect(board).not.toHaveProperty('secret')
  })

  it.each([
    { json: { title: '   ' }, error: 'Title is required in boards insertAsync' },
    { json: { title: 'X', color: 'mauve' }, error: 'mauve is not an allowed value in boards insertAsync' },
    {
      json: { title: 'X', color: 'mauve', permission: 'no' },
      error: 'no is not an allowed value in boards insertAsync',
    },
  ])('$json are refused: $error', async ({ json, error }) => {
    const answer = await ask(fakeOf(), 'POST /api/boards', { token: ada, json })
    expect(answer.status).toBe(500)
    expect(bodyOf(answer)).toEqual({ error })
  })

  it('with a title that is a number are taken', async () => {
    expect((await ask(fakeOf(), 'POST /api/boards', { token: ada, json: { title: 5 } })).status).toBe(200)
  })
})

describe('a member who leaves the board', () => {
  const shared = {
    now: '2026-01-05T09:00:00.000Z',
    wekan: {
      users: {
        ada: { id: adaId, admin: true, tokens: [ada] },
        bob: { id: bobId, tokens: [bob] },
      },
      boards: {
        plan: {
          id: 'pnaaaaaaaaaaaaaaa',
          members: { ada: 'admin', bob: 'normal' },
          lists: { todo: { cards: { one: { id: 'one', members: ['ada', 'bob'], assignees: ['bob'] } } } },
        },
      },
    },
  }
  const cardOf = async (fake: Fake): Promise<unknown> => bodyOf(await ask(fake, 'GET /api/cards/one', { token: ada }))
  const told = async (fake: Fake): Promise<string[]> => {
    const { activities } = bodyOf(await ask(fake, `GET ${plan}/export`, { token: ada })) as {
      activities: { activityType: string }[]
    }
    return activities.map(({ activityType }) => activityType)
  }

  it.each(['wekan@11.07', 'wekan@7.10'])(
    'is no member of its cards any more, but goes on assigned: %s',
    async (profile) => {
      const fake = fakeOf({ profile }, shared)
      await ask(fake, `POST ${plan}/members/${bobId}/remove`, { token: ada, json: { action: 'remove' } })
      expect(bodyOf(await ask(fake, `GET ${plan}/lists`, { token: ada }))).toHaveLength(1)
      const [instance] = fake.instances
      expect(instance?.world.tables['cards']?.get('one')).toMatchObject({ members: [adaId], assignees: [bobId] })
    },
  )

  it('is told of, on the board and on the card', async () => {
    const fake = fakeOf({}, shared)
    await ask(fake, `POST ${plan}/members/${bobId}/remove`, { token: ada, json: { action: 'remove' } })
    expect(await told(fake)).toEqual(expect.arrayContaining(['unjoinMember', 'removeBoardMember']))
  })

  it('by the end of his account is gone from the board, while cards go on naming him', async () => {
    const fake = fakeOf({}, shared)
    await ask(fake, `DELETE /api/users/${bobId}`, { token: ada })
    expect(await member(fake, bobId)).toBeUndefined()
    expect(await cardOf(fake)).toMatchObject({ members: [adaId, bobId] })
  })

  it('by the end of his account stayed on the board in v7.10', async () => {
    const fake = fakeOf({ profile: 'wekan@7.10' }, shared)
    await ask(fake, `DELETE /api/users/${bobId}`, { token: ada })
    expect(await member(fake, bobId)).toMatchObject({ userId: bobId, isActive: true })
  })
})

describe('a member who comes to the board', () => {
  it('is told of, the first time alone', async () => {
    const fake = fakeOf()
    await ask(fake, `POST /api/boards/opennnnnnnnnnnnnn/members/${bobId}/add`, { token: ada, json: { action: 'add' } })
    await ask(fake, `POST /api/boards/opennnnnnnnnnnnnn/members/${bobId}/remove`, {
      token: ada,
      json: { action: 'remove' },
    })
    await ask(fake, `POST /api/boards/opennnnnnnnnnnnnn/members/${bobId}/add`, { token: ada, json: { action: 'add' } })
    const { activities } = bodyOf(await ask(fake, 'GET /api/boards/opennnnnnnnnnnnnn/export', { token: ada })) as {
      activities: { activityType: string }[]
    }
    expect(activities.filter(({ activityType }) => activityType === 'addBoardMember')).toHaveLength(1)
  })
})

describe('notifications', () => {
  const notified = async (profile: string): Promise<unknown> => {
    const fake = fakeOf({ profile }, filled)
    await told(fake, `POST ${one}/assignees/${bobId}`)
    await told(fake, `POST ${plan}/cards/oneeeeeeeeeeeeeee/comments`, { authorId: adaId, comment: 'hi @bob' })
    const [, user] = await told(fake, `GET /api/users/${bobId}`)
    return (user as { profile: { notifications?: unknown } }).profile.notifications
  }
  const activity = expect.any(String) as string

  it('tell of assignments and mentions, by the activity', async () => {
    const each = { activity, read: null }
    expect(await notified('wekan@11.07')).toEqual([each, each])
  })

  it('tell of mentions in v7.10, and do not say that they are unread', async () => {
    expect(await notified('wekan@7.10')).toEqual([{ activity }])
  })
})
