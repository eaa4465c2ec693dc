import { describe, expect, it } from 'vitest'
import type { ServedProduct, Fake } from '../../src/server/fake.js'
import { ada, ask, fakeOf } from './ask.js'
import { board, got, made, newCard } from './card.js'

const rules = `${board}/rules`
type Choice = Omit<ServedProduct, 'product'>

/** A fake whose board "Plan" does something whenever a card is made. */
async function onNewCard(action: object, choice: Choice = {}): Promise<Fake> {
  const fake = fakeOf(choice)
  await made(fake, `POST ${rules}`, { trigger: { activityType: 'createCard' }, action })
  return fake
}

const cardAt = (fake: Fake, id: string): Promise<unknown> => got(fake, `GET /api/cards/${id}`)
const cardsOf = async (fake: Fake, list: string): Promise<{ _id: string; title: string; sort: number }[]> =>
  (await got(fake, `GET ${board}/lists/${list}/cards`)) as { _id: string; title: string; sort: number }[]

describe('a date that a rule sets', () => {
  it.each([
    { days: 2, unit: undefined, dueAt: '2026-01-07T09:00:00.000Z' },
    { days: '90', unit: 'minutes', dueAt: '2026-01-05T10:30:00.000Z' },
    { days: -3, unit: 'hours', dueAt: '2026-01-05T06:00:00.000Z' },
    { days: 1, unit: 'weeks', dueAt: '2026-01-12T09:00:00.000Z' },
    { days: 1, unit: 'months', dueAt: '2026-02-05T09:00:00.000Z' },
    { days: 'soon', unit: 'days', dueAt: '2026-01-05T09:00:00.000Z' },
  ])('relatively, by $days $unit, is $dueAt', async ({ days, unit, dueAt }) => {
    const fake = await onNewCard({ actionType: 'setDateRelative', dateField: 'dueAt', days, unit })
    const { id } = await newCard(fake)
    expect(await cardAt(fake, id)).toMatchObject({ dueAt })
  })

  it('is overwritten by updateDate alone', async () => {
    const fake = fakeOf()
    const trigger = { activityType: 'joinMember' }
    await made(fake, `POST ${rules}`, { trigger, action: { actionType: 'setDate', dateField: 'startAt' } })
    await made(fake, `POST ${rules}`, { trigger, action: { actionType: 'updateDate', dateField: 'endAt' } })
    const list = await made(fake, `POST ${board}/lists`, { title: 'Dated' })
    const [lane] = (await got(fake, `GET ${board}/swimlanes`)) as { _id: string }[]
    const dates = { startAt: '2020-01-01', endAt: '2020-01-01' }
    const id = await made(fake, `POST ${board}/lists/${list}/cards`, { swimlaneId: lane?._id, ...dates })
    await got(fake, `POST ${board}/lists/${list}/cards/${id}/members/adaaaaaaaaaaaaaaa`)
    expect(await cardAt(fake, id)).toMatchObject({
      startAt: '2020-01-01T00:00:00.000Z',
      endAt: '2026-01-05T09:00:00.000Z',
    })
  })

  it('is told in the activities of the board', async () => {
    const fake = await onNewCard({ actionType: 'setDate', dateField: 'dueAt' })
    await newCard(fake)
    const { activities } = (await got(fake, `GET ${board}/export`)) as { activities: { activityType: string }[] }
    expect(activities).toContainEqual(
      expect.objectContaining({ activityType: 'a-dueAt', timeKey: 'dueAt', timeOldValue: '' }),
    )
  })
})

describe('a rule that makes a card', () => {
  const action = { actionType: 'createCard', cardName: 'After {cardname}', listName: 'Inbox' }

  it.each([
    { quirk: 'on', titles: [] },
    { quirk: 'off', titles: ['After First'] },
  ] as const)('with the quirk $quirk leaves $titles in the list', async ({ quirk, titles }) => {
    const fake = fakeOf({ quirks: { 'wekan.rules-make-no-cards': quirk } })
    const inbox = await made(fake, `POST ${board}/lists`, { title: 'Inbox' })
    await made(fake, `POST ${rules}`, { trigger: { activityType: 'createCard', listName: 'List' }, action })
    await newCard(fake, 'First')
    expect((await cardsOf(fake, inbox)).map(({ title }) => title)).toEqual(titles)
  })

  it('says why it made none', async () => {
    const fake = await onNewCard(action)
    const list = await made(fake, `POST ${board}/lists`, { title: 'List' })
    const [lane] = (await got(fake, `GET ${board}/swimlanes`)) as { _id: string }[]
    const json = { title: 'x', swimlaneId: lane?._id }
    const answer = await ask(fake, `POST ${board}/lists/${list}/cards`, { token: ada, json })
    expect(answer.status).toBe(200)
    expect(answer.trace.reasons).toEqual(['a rule failed: User ID is required in cards insertAsync'])
  })

  it('that stands for another one puts it into the list that is named, without labels', async () => {
    const fake = fakeOf()
    const inbox = await made(fake, `POST ${board}/lists`, { title: 'Inbox' })
    const link = { actionType: 'linkCard', listName: 'Inbox' }
    await made(fake, `POST ${rules}`, { trigger: { activityType: 'createCard', listName: 'List' }, action: link })
    const { id } = await newCard(fake, 'Source')
    const [card] = await cardsOf(fake, inbox)
    expect(await cardAt(fake, card?._id ?? '')).toMatchObject({
      type: 'cardType-linkedCard',
      linkedId: id,
      labelIds: [],
    })
  })
})

describe('a rule', () => {
  it('adds a swimlane and fills in what the text names', async () => {
    const fake = await onNewCard({
      actionType: 'addSwimlane',
      swimlaneName: '{BoardName}: {listname} {nothing} {date}',
    })
    await newCard(fake)
    const lanes = (await got(fake, `GET ${board}/swimlanes`)) as { title: string }[]
    expect(lanes.map(({ title }) => title)).toContain('Plan: List {nothing} 1/5/2026')
  })

  it('tells the mail that would go out', async () => {
    const mail = { emailTo: 'a@example.com', emailSubject: 'New: {cardtitle}', emailMsg: 'by {username}' }
    const fake = await onNewCard({ actionType: 'sendEmail', ...mail })
    const list = await made(fake, `POST ${board}/lists`, { title: 'List' })
    const [lane] = (await got(fake, `GET ${board}/swimlanes`)) as { _id: string }[]
    const json = { title: 'Fix', swimlaneId: lane?._id }
    const answer = await ask(fake, `POST ${board}/lists/${list}/cards`, { token: ada, json })
    expect(answer.trace.reasons).toEqual(['a mail to a@example.com would have been sent: New: Fix: by ada'])
  })

  it('moves all cards of a list into another', async () => {
    const fake = fakeOf()
    const done = await made(fake, `POST ${board}/lists`, { title: 'Done' })
    const { id, path } = await newCard(fake, 'One')
    const all = { actionType: 'moveAllCardsInList', fromListName: 'List', listName: 'Done' }
    await made(fake, `POST ${rules}`, { trigger: { activityType: 'addChecklist' }, action: all })
    await made(fake, `POST ${path}/checklists`, { title: 'x' })
    expect((await cardsOf(fake, done)).map(({ _id }) => _id)).toEqual([id])
  })

  it('sorts the list of the card by name', async () => {
    const fake = fakeOf()
    const list = await made(fake, `POST ${board}/lists`, { title: 'Sorted' })
    const [lane] = (await got(fake, `GET ${board}/swimlanes`)) as { _id: string }[]
    const sort = { actionType: 'sortList', sortField: 'name' }
    await made(fake, `POST ${rules}`, { trigger: { activityType: 'createCard' }, action: sort })
    for (const title of ['cc', 'B', 'a']) {
      await made(fake, `POST ${board}/lists/${list}/cards`, { title, swimlaneId: lane?._id })
    }
    expect((await cardsOf(fake, list)).map(({ title, sort }) => [title, sort])).toEqual([
      ['a', 0],
      ['B', 1],
      ['cc', 2],
    ])
  })

  it('ticks all items of a checklist, which completes it', async () => {
    const fake = fakeOf()
    const tick = { actionType: 'checkAll', checklistName: 'Steps' }
    await made(fake, `POST ${rules}`, { trigger: { activityType: 'joinMember' }, action: tick })
    const archive = { actionType: 'archive' }
    const completed = { activityType: 'completeChecklist', checklistName: 'Steps' }
    await made(fake, `POST ${rules}`, { trigger: completed, action: archive })
    const { id, path } = await newCard(fake)
    await made(fake, `POST ${path}/checklists`, { title: 'Steps', items: ['a', 'b'] })
    const { listId } = (await cardAt(fake, id)) as { listId: string }
    await got(fake, `POST ${board}/lists/${listId}/cards/${id}/members/adaaaaaaaaaaaaaaa`)
    expect(await cardAt(fake, id)).toMatchObject({ archived: true })
  })

  it.each([
    { quirk: 'on', isFinished: false },
    { quirk: 'off', isFinished: true },
  ] as const)('that ticks one item leaves isFinished $isFinished with the quirk $quirk', async (row) => {
    const fake = fakeOf({ quirks: { 'wekan.rules-tick-no-item': row.quirk } })
    const tick = { actionType: 'checkItem', checklistName: 'Steps', checkItemName: 'b' }
    await made(fake, `POST ${rules}`, { trigger: { activityType: 'joinMember' }, action: tick })
    const { id, path } = await newCard(fake)
    const checklist = await made(fake, `POST ${path}/checklists`, { title: 'Steps', items: ['a', 'b'] })
    const { listId } = (await cardAt(fake, id)) as { listId: string }
    await got(fake, `POST ${board}/lists/${listId}/cards/${id}/members/adaaaaaaaaaaaaaaa`)
    const { items } = (await got(fake, `GET ${path}/checklists/${checklist}`)) as { items: { isFinished: boolean }[] }
    expect(items.map((item) => item.isFinished)).toEqual([false, row.isFinished])
  })
})

describe('a circle of parents', () => {
  it('is archived and deleted once', async () => {
    const fake = fakeOf()
    const [one, two] = [await newCard(fake), await newCard(fake)]
    const placeOf = async (id: string): Promise<string> => {
      const { listId } = (await cardAt(fake, id)) as { listId: string }
      return `${board}/lists/${listId}/cards/${id}`
    }
    await got(fake, `PUT ${await placeOf(one.id)}`, { parentId: two.id })
    await got(fake, `PUT ${await placeOf(two.id)}`, { parentId: one.id })
    expect(await got(fake, `POST ${await placeOf(one.id)}/archive`)).toMatchObject({ archived: true })
    expect(await cardAt(fake, two.id)).toMatchObject({ archived: true })
    expect(await got(fake, `DELETE ${await placeOf(one.id)}`)).toEqual({ _id: one.id })
    expect((await ask(fake, `GET /api/cards/${two.id}`, { token: ada })).status).toBe(404)
  })
})
