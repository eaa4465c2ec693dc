import { describe, expect, it } from 'vitest'
import type { Fake } from '../../src/server/fake.js'
import { ada, ask, fakeOf } from './ask.js'
import { board, got, made, newCard } from './card.js'

const path = `${board}/rules`
const action = { actionType: 'archive' }

describe('a rule', () => {
  it.each([
    { activityType: 'joinMember', fields: ['username', 'userId'] },
    { activityType: 'addChecklist', fields: ['checklistName', 'userId'] },
    { activityType: 'checkedItem', fields: ['checklistItemName', 'userId'] },
    { activityType: 'addAttachment', fields: ['userId'] },
    { activityType: 'addedLabel', fields: ['labelId', 'userId'] },
    { activityType: 'archivedCard', fields: ['userId', 'cardTitle'] },
    { activityType: 'button', fields: [] },
  ])('on $activityType matches all of $fields', async ({ activityType, fields }) => {
    const fake = fakeOf()
    const id = await made(fake, `POST ${path}`, { trigger: { activityType }, action })
    const { trigger } = (await got(fake, `GET ${path}/${id}`)) as { trigger: object }
    expect(trigger).toEqual({ activityType, ...Object.fromEntries(fields.map((field) => [field, '*'])) })
  })

  it('keeps what its trigger and action say beside that, but no ids and dates', async () => {
    const fake = fakeOf()
    const trigger = { activityType: 'joinMember', username: 'bob', desc: 'x', boardId: 'y', createdAt: 'z', _id: 'w' }
    const id = await made(fake, `POST ${path}`, { title: 'T', trigger, action: { ...action, modifiedAt: 'v' } })
    expect(await got(fake, `GET ${path}/${id}`)).toEqual({
      _id: id,
      title: 'T',
      trigger: { activityType: 'joinMember', username: 'bob', desc: 'x', userId: '*' },
      action,
    })
  })

  it.each([
    { title: '   ', error: 'Title is required in rules insertAsync' },
    { title: {}, error: 'Title must be of type String in rules insertAsync' },
  ])('with the title $title is refused: $error', async ({ title, error }) => {
    const fake = fakeOf()
    const answer = await ask(fake, `POST ${path}`, {
      token: ada,
      json: { title, trigger: { activityType: 'createCard' }, action },
    })
    expect(answer.status).toBe(500)
    expect(answer.body).toBe(JSON.stringify({ error }))
    expect(await got(fake, `GET ${path}`)).toEqual([])
  })

  it('without a title is called API rule', async () => {
    const fake = fakeOf()
    const id = await made(fake, `POST ${path}`, { title: '', trigger: { activityType: 'button' }, action })
    expect(await got(fake, `GET ${path}/${id}`)).toMatchObject({ title: 'API rule' })
  })

  it('of another board is not found', async () => {
    const fake = fakeOf()
    const id = await made(fake, `POST ${path}`, { trigger: { activityType: 'button' }, action })
    const answer = await ask(fake, `GET /api/boards/opennnnnnnnnnnnnn/rules/${id}`, { token: ada })
    expect(answer.status).toBe(500)
    expect(answer.body).toContain('not-found')
  })

  it('goes with its board', async () => {
    const fake = fakeOf()
    await made(fake, `POST ${path}`, { trigger: { activityType: 'button' }, action })
    await ask(fake, `DELETE ${board}`, { token: ada })
    const [instance] = fake.instances
    for (const name of ['rules', 'triggers', 'actions']) expect(instance?.world.tables[name]?.size).toBe(0)
  })
})

const cardAt = (fake: Fake, id: string): Promise<unknown> => got(fake, `GET /api/cards/${id}`)

describe('what rules do', () => {
  it.each([
    { what: 'a colour', action: { actionType: 'setColor', selectedColor: 'red' }, card: { color: 'red' } },
    { what: 'a label', action: { actionType: 'addLabel', labelId: 'abcdef' }, card: { labelIds: ['abcdef'] } },
    {
      what: 'a member',
      action: { actionType: 'addMember', username: 'ada' },
      card: { members: ['adaaaaaaaaaaaaaaa'] },
    },
    {
      what: 'a date',
      action: { actionType: 'setDate', dateField: 'dueAt' },
      card: { dueAt: '2026-01-05T09:00:00.000Z' },
    },
    { what: 'a mark', action: { actionType: 'markCardComplete' }, card: { dueComplete: true } },
    { what: 'the archive', action: { actionType: 'archive' }, card: { archived: true } },
    {
      what: 'nothing, of a user who is not there',
      action: { actionType: 'addMember', username: 'eve' },
      card: { members: [] },
    },
    {
      what: 'nothing, of a mail',
      action: { actionType: 'sendEmail' },
      card: { archived: false },
    },
  ])('gives a new card $what', async ({ action, card }) => {
    const fake = fakeOf()
    await made(fake, `POST ${path}`, { trigger: { activityType: 'createCard' }, action })
    const { id } = await newCard(fake)
    expect(await cardAt(fake, id)).toMatchObject(card)
  })

  it('moves a new card into the list that is named, on top', async () => {
    const fake = fakeOf()
    const done = await made(fake, `POST ${board}/lists`, { title: 'Done' })
    const action = { actionType: 'moveCardToTop', listName: 'Done', swimlaneName: '*' }
    await made(fake, `POST ${path}`, { trigger: { activityType: 'createCard', listName: 'List' }, action })
    const first = await newCard(fake)
    const second = await newCard(fake)
    expect(await cardAt(fake, first.id)).toMatchObject({ listId: done, sort: -1 })
    expect(await cardAt(fake, second.id)).toMatchObject({ listId: done, sort: -2 })
  })

  it.each([
    { cardTitle: 'urgent', title: 'An urgent card', labelIds: ['abcdef'] },
    { cardTitle: 'urgent', title: 'A card', labelIds: [] },
  ])('to cards named $cardTitle leaves "$title" with $labelIds', async ({ cardTitle, title, labelIds }) => {
    const fake = fakeOf()
    const trigger = { activityType: 'createCard', cardTitle }
    await made(fake, `POST ${path}`, { trigger, action: { actionType: 'addLabel', labelId: 'abcdef' } })
    const { id } = await newCard(fake, title)
    expect(await cardAt(fake, id)).toMatchObject({ labelIds })
  })

  it('moves a new linked card after the server has placed it', async () => {
    const fake = fakeOf()
    const first = await newCard(fake)
    const { listId, swimlaneId } = (await cardAt(fake, first.id)) as { listId: string; swimlaneId: string }
    const move = { actionType: 'moveCardToTop', listName: 'List', swimlaneName: '*' }
    await made(fake, `POST ${path}`, { trigger: { activityType: 'createCard', listName: 'List' }, action: move })
    const id = await made(fake, `POST ${board}/lists/${listId}/cards`, { linkedId: first.id, swimlaneId })
    expect(await cardAt(fake, id)).toMatchObject({ sort: -1 })
  })

  it('sets off further rules', async () => {
    const fake = fakeOf()
    const addMember = { actionType: 'addMember', username: 'bob' }
    await made(fake, `POST ${path}`, { trigger: { activityType: 'createCard' }, action: addMember })
    const checklist = { actionType: 'addChecklistWithItems', checklistName: 'Steps', checklistItems: 'one,two' }
    await made(fake, `POST ${path}`, { trigger: { activityType: 'joinMember', username: 'bob' }, action: checklist })
    const card = await newCard(fake)
    expect(await got(fake, `GET ${card.path}/checklists`)).toMatchObject([{ title: 'Steps' }])
  })

  it('ends where rules set off each other in a circle', async () => {
    const fake = fakeOf()
    const again = { actionType: 'addChecklist', checklistName: 'Again' }
    await made(fake, `POST ${path}`, { trigger: { activityType: 'addChecklist' }, action: again })
    const card = await newCard(fake)
    await made(fake, `POST ${card.path}/checklists`, { title: 'First' })
    expect(await got(fake, `GET ${card.path}/checklists`)).toHaveLength(9)
  })
})
