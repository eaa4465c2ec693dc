import { describe, expect, it } from 'vitest'
import type { Fake } from '../../src/server/fake.js'
import { fakeOf } from './ask.js'
import { card, done, filled, one, plan, todo, told } from './content.js'

const open = (choice = {}) => fakeOf(choice, filled)
const old = { profile: 'wekan@7.10' }
const sessions = { quirks: { 'wekan.moves-ask-for-session': 'off' } } as const
const other = '/api/boards/otherrrrrrrrrrrrr'

async function titles(fake: Fake, path: string): Promise<string[]> {
  const [, body] = await told(fake, `GET ${path}`)
  return (body as { title: string }[]).map(({ title }) => title)
}

describe('lists', () => {
  it('make the default swimlane of a board that has none, whatever swimlane they ask for', async () => {
    const fake = open()
    await told(fake, `DELETE ${other}/swimlanes/othdffffffffffffff`)
    await told(fake, `POST ${other}/lists`, { title: 'x', swimlaneId: 'elsewhere' })
    expect(await titles(fake, `${other}/swimlanes`)).toEqual(['Default'])
  })

  it('made over the API have no position, and one where the quirk is off', async () => {
    const positions = []
    for (const fidelity of ['real', 'documented'] as const) {
      const fake = open({ fidelity })
      const [, made] = await told(fake, `POST ${plan}/lists`, { title: 'New' })
      const [, list] = await told(fake, `GET ${plan}/lists/${(made as { _id: string })._id}`)
      positions.push((list as { sort?: number }).sort)
    }
    expect(positions).toEqual([undefined, 2])
  })

  it('belong to the default swimlane, and to none in v7.10', async () => {
    const lanes = []
    for (const choice of [{}, old]) {
      const fake = open(choice)
      const [, made] = await told(fake, `POST ${plan}/lists`, { title: 'New' })
      const [, list] = await told(fake, `GET ${plan}/lists/${(made as { _id: string })._id}`)
      lanes.push((list as { swimlaneId: string }).swimlaneId)
    }
    expect(lanes).toEqual(['dfaaaaaaaaaaaaaaa', ''])
  })

  it('that are deleted go on to be listed, and do not where the quirk is off', async () => {
    const real = open()
    await told(real, `DELETE ${todo}`)
    expect(await titles(real, `${plan}/lists`)).toEqual(['todo', 'done'])
    const documented = open({ fidelity: 'documented' })
    await told(documented, `DELETE ${todo}`)
    expect(await titles(documented, `${plan}/lists`)).toEqual(['done'])
  })

  it('are deleted with their cards under one mark', async () => {
    const fake = open()
    await told(fake, `DELETE ${todo}`)
    const [, list] = await told(fake, `GET ${todo}`)
    const { deleteBatchId } = list as { deleteBatchId: string }
    expect(await card(fake)).toMatchObject({ deleteBatchId, deletedBy: 'adaaaaaaaaaaaaaaa' })
  })

  it('are gone with their cards in v7.10', async () => {
    const fake = open(old)
    await told(fake, `DELETE ${todo}`)
    expect((await told(fake, `GET ${plan}/cards_count`))[1]).toEqual({ board_cards_count: 0 })
  })

  it('get what is left out of a limit', async () => {
    const fake = open()
    await told(fake, `PUT ${todo}`, { wipLimit: { value: '3' } })
    expect((await told(fake, `GET ${todo}`))[1]).toMatchObject({ wipLimit: { value: 3, enabled: false, soft: false } })
  })

  it('with a limit that is no number are refused with status 200', async () => {
    const error = { error: 'Value must be of type Number (wipLimit.value) in lists updateAsync' }
    expect(await told(open(), `PUT ${todo}`, { wipLimit: { value: 'x' } })).toEqual([200, error])
  })
})

describe('copying a list', () => {
  it('to another board makes the list with its cards', async () => {
    const fake = open()
    const to = { toBoardId: 'otherrrrrrrrrrrrr', toSwimlaneId: 'othdffffffffffffff' }
    await told(fake, `PUT ${todo}`, { title: 'Unique' })
    const [, made] = await told(fake, `POST ${todo}/copy`, to)
    expect(await titles(fake, `${other}/lists`)).toEqual(['todo', 'Unique'])
    expect(made).toEqual({ _id: expect.any(String) })
  })

  it('without swimlane fails on the first of its cards', async () => {
    const fake = open()
    const [, lane] = await told(fake, `GET ${todo}`)
    expect(lane).toMatchObject({ swimlaneId: '' })
    const [, made] = await told(fake, `POST ${plan}/lists`, { title: 'Full' })
    const list = `${plan}/lists/${(made as { _id: string })._id}`
    await told(fake, `POST ${list}/cards`, { title: 'x', swimlaneId: 'dfaaaaaaaaaaaaaaa' })
    expect((await told(fake, `POST ${list}/copy`, { toBoardId: 'otherrrrrrrrrrrrr' }))[0]).toBe(500)
  })
})

describe('moving a list', () => {
  it('on its board puts it between its neighbours', async () => {
    const fake = open()
    await told(fake, `POST ${done}/move`, { position: 0 })
    expect((await told(fake, `GET ${done}`))[1]).toMatchObject({ sort: -1 })
  })

  it('to another board moves one card and fails', async () => {
    const fake = open()
    expect((await told(fake, `POST ${todo}/move`, { toBoardId: 'otherrrrrrrrrrrrr' }))[0]).toBe(500)
    expect(await titles(fake, `${other}/lists/othtodoooooooooooo/cards`)).toEqual(['one'])
  })

  it('to another board moves its cards into the list of the same title where the quirk is off', async () => {
    const fake = open(sessions)
    await told(fake, `POST ${todo}/move`, { toBoardId: 'otherrrrrrrrrrrrr' })
    expect(await titles(fake, `${other}/lists/othtodoooooooooooo/cards`)).toEqual(['one', 'two', 'part'])
    expect(await card(fake)).toMatchObject({ swimlaneId: 'othdffffffffffffff', labelIds: ['urgnt2'], cardNumber: 1 })
  })

  it('leaves its cards behind where a swimlane and no list of the same title are there', async () => {
    const counts = []
    for (const choice of [sessions, { fidelity: 'documented' }] as const) {
      const fake = open(choice)
      await told(fake, `PUT ${todo}`, { title: 'Unique' })
      await told(fake, `POST ${todo}/move`, { toBoardId: 'otherrrrrrrrrrrrr', toSwimlaneId: 'othdffffffffffffff' })
      counts.push((await told(fake, `GET ${other}/cards_count`))[1])
    }
    expect(counts).toEqual([{ board_cards_count: 0 }, { board_cards_count: 3 }])
  })
})

describe('swimlanes', () => {
  it('come behind the last one, or where they are told to', async () => {
    const fake = open()
    const sorts = []
    for (const body of [{ title: 'a' }, { title: 'b', sort: '-3' }]) {
      const [, made] = await told(fake, `POST ${plan}/swimlanes`, body)
      const [, lane] = await told(fake, `GET ${plan}/swimlanes/${(made as { _id: string })._id}`)
      sorts.push((lane as { sort: number }).sort)
    }
    expect(sorts).toEqual([2, -3])
  })

  it('that are deleted take their cards along where two lists or more are theirs', async () => {
    const fake = open()
    await told(fake, `DELETE ${plan}/swimlanes/secnddddddddddddd`)
    expect((await told(fake, 'GET /api/cards/twooooooooooooooo'))[0]).toBe(404)
    expect(await titles(fake, `${plan}/lists`)).toEqual(['todo', 'done'])
  })

  it('that are deleted take the only list along', async () => {
    const fake = open()
    await told(fake, `DELETE ${other}/swimlanes/othdffffffffffffff`)
    expect(await titles(fake, `${other}/lists`)).toEqual([])
  })

  it('are copied with their lists, cards and the labels that are missing', async () => {
    const fake = open()
    await told(fake, `PUT ${one}`, { labelIds: ['lateer'] })
    const [, made] = await told(fake, `POST ${plan}/swimlanes/dfaaaaaaaaaaaaaaa/copy`, {
      toBoardId: 'otherrrrrrrrrrrrr',
      title: 'Copy',
    })
    const lane = (made as { _id: string })._id
    expect(await titles(fake, `${other}/swimlanes/${lane}/cards`)).toEqual(['one', 'part', 'part'])
    const [, board] = await told(fake, `GET ${other}`)
    expect((board as { labels: { name: string }[] }).labels.map(({ name }) => name)).toEqual(['urgent', 'later'])
  })

  it('with cards do not move to another board, to which the first card goes all the same', async () => {
    const fake = open()
    const move = `POST ${plan}/swimlanes/secnddddddddddddd/move`
    expect((await told(fake, move, { toBoardId: 'otherrrrrrrrrrrrr' }))[0]).toBe(500)
    expect(await card(fake, 'twooooooooooooooo')).toMatchObject({ boardId: 'otherrrrrrrrrrrrr' })
    expect(await titles(fake, `${plan}/swimlanes`)).toEqual(['Default', 'second'])
  })

  it('that move are said to have a new title', async () => {
    const fake = open()
    await told(fake, `POST ${plan}/swimlanes/secnddddddddddddd/move`, { position: 0 })
    const [, exported] = await told(fake, `GET ${plan}/export`)
    const { activities } = exported as { activities: object[] }
    expect(activities).toContainEqual(
      expect.objectContaining({ activityType: 'changedSwimlaneTitle', listId: 'secnddddddddddddd', title: 'second' }),
    )
  })

  it('move to another board without their cards, which land in its default swimlane', async () => {
    const fake = open(sessions)
    await told(fake, `POST ${plan}/swimlanes/secnddddddddddddd/move`, { toBoardId: 'otherrrrrrrrrrrrr' })
    expect(await card(fake, 'twooooooooooooooo')).toMatchObject({ swimlaneId: 'othdffffffffffffff' })
    expect(await titles(fake, `${plan}/swimlanes`)).toEqual(['Default', 'Default'])
  })

  it('move with their cards where the quirk is off', async () => {
    const fake = open({ fidelity: 'documented' })
    await told(fake, `POST ${plan}/swimlanes/secnddddddddddddd/move`, { toBoardId: 'otherrrrrrrrrrrrr' })
    expect(await card(fake, 'twooooooooooooooo')).toMatchObject({ swimlaneId: 'secnddddddddddddd' })
  })
})

describe('copying a board', () => {
  it.each([
    { title: 'two\nlines', error: "Cannot read properties of null (reading 'groups')" },
    { title: 5, error: 'title.match is not a function' },
  ])('as $title fails', async ({ title, error }) => {
    expect(await told(open(), `POST ${plan}/copy`, { title })).toEqual([500, { error }])
  })

  it('numbers the copies', async () => {
    const fake = open()
    await told(fake, `POST ${plan}/copy`, {})
    await told(fake, `POST ${plan}/copy`, {})
    const [, boards] = await told(fake, 'GET /api/users/adaaaaaaaaaaaaaaa/boards')
    const names = (boards as { title: string }[]).map(({ title }) => title)
    expect(names).toEqual(expect.arrayContaining(['Plan', 'Plan [1]', 'Plan [2]']))
  })

  it('leaves archived cards behind', async () => {
    const fake = open()
    const [, id] = await told(fake, `POST ${plan}/copy`, { title: 'Copy' })
    const [, lists] = await told(fake, `GET /api/boards/${String(id)}/lists`)
    expect(
      (lists as { title: string; cardsModifiedAt: unknown }[]).map((list) => [list.title, list.cardsModifiedAt]),
    ).toContainEqual(['done', null])
  })
})

describe('deleting a board', () => {
  it('takes its lists and cards along', async () => {
    const fake = open()
    await told(fake, `DELETE ${plan}`)
    expect((await told(fake, 'GET /api/cards/oneeeeeeeeeeeeeee'))[0]).toBe(404)
  })
})
