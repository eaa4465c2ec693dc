import { describe, expect, it } from 'vitest'
import type { Fake } from '../../src/server/fake.js'
import { ada, ask, bob, fakeOf } from './ask.js'
import { board, got, made, newCard } from './card.js'

const bobId = 'bobbbbbbbbbbbbbbb'

async function checklistOn(fake: Fake, items: unknown = ['one']): Promise<{ path: string; item: string }> {
  const { path } = await newCard(fake)
  const id = await made(fake, `POST ${path}/checklists`, { title: 'Steps', items })
  const whole = (await got(fake, `GET ${path}/checklists/${id}`)) as { items: { _id: string }[] }
  return { path: `${path}/checklists/${id}`, item: `${path}/checklists/${id}/items/${whole.items[0]?._id ?? ''}` }
}

describe('a checklist', () => {
  it.each([{ title: '  ' }, { title: '' }, { title: { a: 1 } }, {}])(
    'with the title $title is called Checklist',
    async (json) => {
      const fake = fakeOf()
      const { path } = await newCard(fake)
      await made(fake, `POST ${path}/checklists`, json)
      expect(await got(fake, `GET ${path}/checklists`)).toMatchObject([{ title: 'Checklist' }])
    },
  )

  it.each([{ title: null }, { title: ['a'] }, { title: {} }])(
    'with the title $title is the error page',
    async (json) => {
      const fake = fakeOf()
      const { path } = await newCard(fake)
      expect((await ask(fake, `POST ${path}/checklists`, { token: ada, json })).status).toBe(500)
      expect(await got(fake, `GET ${path}/checklists`)).toEqual([])
    },
  )

  it.each([{ items: { a: 1 } }, { items: 5 }, { items: ['one', ''] }])(
    'with the items $items fails, and stays',
    async ({ items }) => {
      const fake = fakeOf()
      const { path } = await newCard(fake)
      expect((await ask(fake, `POST ${path}/checklists`, { token: ada, json: { items } })).status).toBe(500)
      expect(await got(fake, `GET ${path}/checklists`)).toHaveLength(1)
    },
  )

  it('on a card that does not exist fails on v7.10 after it was written, and is listed there', async () => {
    const fake = fakeOf({ profile: 'wekan@7.10' })
    const path = `${board}/cards/none/checklists`
    expect((await ask(fake, `POST ${path}`, { token: ada, json: { title: 'Lost' } })).status).toBe(500)
    expect(await got(fake, `GET ${path}`)).toMatchObject([{ title: 'Lost' }])
  })

  it('leaves its items when it is deleted, as the real server does', async () => {
    const fake = fakeOf()
    const { path, item } = await checklistOn(fake)
    await ask(fake, `DELETE ${path}`, { token: ada })
    expect(await got(fake, `GET ${item}`)).toMatchObject({ title: 'one' })
  })

  it('takes its items along without the quirk', async () => {
    const fake = fakeOf({ quirks: { 'wekan.checklist-leaves-items': 'off' } })
    const { path, item } = await checklistOn(fake)
    await ask(fake, `DELETE ${path}`, { token: ada })
    expect((await ask(fake, `GET ${item}`, { token: ada })).status).toBe(404)
  })

  it.each([
    { role: 'commentAssignedOnly', status: 200 },
    { role: 'normalAssignedOnly', status: 200 },
    { role: 'readOnly', status: 403 },
    { role: 'readAssignedOnly', status: 403 },
    { role: 'noComments', status: 403 },
  ])('of a member who is $role is answered $status', async ({ role, status }) => {
    const fake = fakeOf()
    const { path } = await newCard(fake)
    await ask(fake, `POST ${board}/members/${bobId}`, { token: ada, json: { role } })
    expect((await ask(fake, `POST ${path}/checklists`, { token: bob, json: {} })).status).toBe(status)
  })
})

describe('an item', () => {
  it.each([
    { profile: 'wekan@11.07', sent: {}, sort: 1 },
    { profile: 'wekan@11.07', sent: { sort: '7' }, sort: 7 },
    { profile: 'wekan@11.07', sent: { sort: 'first' }, sort: 1 },
    { profile: 'wekan@7.10', sent: { sort: 7 }, sort: 0 },
  ])('sent with $sent has the position $sort on $profile', async ({ profile, sent, sort }) => {
    const fake = fakeOf({ profile })
    const { path } = await checklistOn(fake)
    const id = await made(fake, `POST ${path}/items`, { title: 'two', ...sent })
    expect(await got(fake, `GET ${path}/items/${id}`)).toMatchObject({ sort })
  })

  it.each([
    { isFinished: 'TRUE', is: true },
    { isFinished: 'yes', is: false },
    { isFinished: 1, is: true },
    { isFinished: false, is: false },
  ])('with isFinished $isFinished is finished: $is', async ({ isFinished, is }) => {
    const fake = fakeOf()
    const { item } = await checklistOn(fake)
    await ask(fake, `PUT ${item}`, { token: ada, json: { isFinished } })
    expect(await got(fake, `GET ${item}`)).toMatchObject({ isFinished: is })
  })

  it('keeps the first of two members when the second is wrong', async () => {
    const fake = fakeOf()
    const { item } = await checklistOn(fake)
    const answer = await ask(fake, `PUT ${item}`, { token: ada, json: { isFinished: true, title: '' } })
    expect(answer.status).toBe(500)
    expect(await got(fake, `GET ${item}`)).toMatchObject({ isFinished: true, title: 'one' })
  })

  it('is not changed by a form: the server fails on it', async () => {
    const fake = fakeOf()
    const { item } = await checklistOn(fake)
    expect((await ask(fake, `PUT ${item}`, { token: ada, form: 'title=two' })).status).toBe(500)
    expect(await got(fake, `GET ${item}`)).toMatchObject({ title: 'one' })
  })

  it('takes a number as flag on v7.10 only without the quirk', async () => {
    for (const [state, status] of [
      ['on', 500],
      ['off', 200],
    ] as const) {
      const fake = fakeOf({ profile: 'wekan@7.10', quirks: { 'wekan.flag-words-500': state } })
      const { item } = await checklistOn(fake)
      expect((await ask(fake, `PUT ${item}`, { token: ada, json: { isFinished: 1 } })).status).toBe(status)
    }
  })

  it('is found under any checklist and card on v7.10, and only in its place on v11.07', async () => {
    for (const [profile, status] of [
      ['wekan@7.10', 200],
      ['wekan@11.07', 404],
    ] as const) {
      const fake = fakeOf({ profile })
      const { item } = await checklistOn(fake)
      const id = item.slice(item.lastIndexOf('/') + 1)
      const answer = await ask(fake, `GET ${board}/cards/x/checklists/y/items/${id}`, { token: ada })
      expect(answer.status).toBe(status)
    }
  })
})
