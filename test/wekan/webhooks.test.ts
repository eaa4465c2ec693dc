import { describe, expect, it } from 'vitest'
import type { WorldFile } from '../../src/fixtures/schema.js'
import type { Fake } from '../../src/server/fake.js'
import { outbox } from '../../src/wekan/webhooks.js'
import type { Delivery } from '../../src/kernel/delivery.js'
import type { WekanWorld } from '../../src/wekan/tables.js'
import { ada, ask, fakeOf, small } from './ask.js'
import { board, got, made, newCard } from './card.js'

const local = 'http://127.0.0.1:4000/hook'

/** The board "Plan" with one webhook to this machine. */
function withHook(hook: object = {}): WorldFile {
  const { boards, ...rest } = small.wekan as { boards: { plan: object } }
  return {
    ...small,
    wekan: { ...rest, boards: { ...boards, plan: { ...boards.plan, webhooks: { hook: { url: local, ...hook } } } } },
  }
}

function worldOf(fake: Fake): WekanWorld {
  const [instance] = fake.instances
  if (!instance) throw new Error('nothing is served')
  // The fake serves Wekan alone.
  return instance.world as WekanWorld
}

const sent = (fake: Fake): readonly Delivery[] => outbox.waiting(worldOf(fake))
const events = (fake: Fake): string[] => sent(fake).map(({ event }) => event)
const bodyOf = (row: Delivery | undefined): unknown => JSON.parse(row?.body ?? 'null')

describe('a webhook', () => {
  it('is told of a comment what the real server tells, and who sent it', async () => {
    const fake = fakeOf({}, withHook({ activities: ['act-addComment'], token: 'secret' }))
    const { id, path } = await newCard(fake, 'A card')
    const commentId = await made(fake, `POST ${path}/comments`, { comment: 'Hello' })
    const { listId, swimlaneId } = (await got(fake, `GET /api/cards/${id}`)) as { listId: string; swimlaneId: string }
    const [row] = sent(fake)
    expect(row).toMatchObject({
      event: 'act-addComment',
      url: local,
      headers: { 'content-type': 'application/json', 'x-wekan-token': 'secret' },
      outcome: null,
    })
    expect(bodyOf(row)).toEqual({
      text: `ada commented on card "A card": "Hello" at list "List" at swimlane "Default" at board "Plan"\nhttp://localhost:3000/b/pnaaaaaaaaaaaaaaa/plan/${id}`,
      cardId: id,
      listId,
      boardId: 'pnaaaaaaaaaaaaaaa',
      comment: 'Hello',
      user: 'ada',
      username: 'ada',
      card: 'A card',
      commentId,
      swimlaneId,
      description: 'act-addComment',
    })
  })

  it('is told no login name on v7.10', async () => {
    const fake = fakeOf({ profile: 'wekan@7.10' }, withHook({ activities: ['act-createCustomField'] }))
    const json = { name: 'Size', type: 'text', settings: {}, authorId: 'adaaaaaaaaaaaaaaa' }
    await made(fake, `POST ${board}/custom-fields`, json)
    expect(bodyOf(sent(fake)[0])).toEqual({
      text: 'ada created custom field Size at board "Plan"\nhttp://localhost:3000/b/pnaaaaaaaaaaaaaaa/plan',
      boardId: 'pnaaaaaaaaaaaaaaa',
      user: 'ada',
      customField: 'Size',
      description: 'act-createCustomField',
    })
  })

  it('that answers back is told everything', async () => {
    const fake = fakeOf({}, withHook({ activities: ['act-addChecklist'], bidirectional: true }))
    const { path } = await newCard(fake)
    await made(fake, `POST ${path}/checklists`, { title: 'Steps' })
    const body = bodyOf(sent(fake)[0]) as object
    expect(body).toMatchObject({
      description: 'act-addChecklist',
      user: 'ada',
      userEmails: [{ address: 'ada@example.com', verified: false }],
      board: 'Plan',
      list: 'List',
      swimlane: 'Default',
      checklist: 'Steps',
      watchers: [],
    })
  })

  it('is told of checklists and items, of comments and fields that go, and of nothing else', async () => {
    const fake = fakeOf({}, withHook())
    const { path } = await newCard(fake)
    const before = sent(fake).length
    const checklist = await made(fake, `POST ${path}/checklists`, { items: ['one'] })
    await made(fake, `POST ${path}/checklists/${checklist}/items`, { title: 'two' })
    await got(fake, `DELETE ${path}/checklists/${checklist}`)
    const comment = await made(fake, `POST ${path}/comments`, { comment: 'x' })
    await got(fake, `DELETE ${path}/comments/${comment}`)
    const field = await made(fake, `POST ${board}/custom-fields`, { name: 'A', type: 'text', settings: {} })
    await got(fake, `PUT ${board}/custom-fields/${field}`, { name: 'B' })
    await got(fake, `DELETE ${board}/custom-fields/${field}`)
    expect(events(fake).slice(before)).toEqual([
      'act-addChecklist',
      'act-addChecklistItem',
      'act-addChecklistItem',
      'act-removeChecklist',
      'act-addComment',
      'act-deleteComment',
      'act-createCustomField',
      'act-deleteCustomField',
    ])
  })

  it.each([{ enabled: false }, { activities: ['createCard'] }, { activities: ['act-moveCard'] }])(
    'with %j is told nothing of a comment',
    async (hook) => {
      const fake = fakeOf({}, withHook(hook))
      const { path } = await newCard(fake)
      await made(fake, `POST ${path}/comments`, { comment: 'x' })
      expect(events(fake)).toEqual([])
    },
  )

  it('is told nothing while REST calls none, as the real server has it', async () => {
    const fake = fakeOf({ quirks: { 'wekan.rest-sends-no-webhooks': 'on' } }, withHook())
    const { path } = await newCard(fake)
    await made(fake, `POST ${path}/comments`, { comment: 'x' })
    expect(events(fake)).toEqual([])
  })

  it('is told nothing of what a world file has', () => {
    expect(events(fakeOf({}, withHook()))).toEqual([])
  })

  it('that was called waits no more', async () => {
    const fake = fakeOf({}, withHook({ activities: ['act-addComment'] }))
    const { path } = await newCard(fake)
    await made(fake, `POST ${path}/comments`, { comment: 'x' })
    const [row] = sent(fake)
    outbox.settle(worldOf(fake), row?.id ?? 0, { kind: 'delivered', at: '2026-01-05T09:00:00.000Z', status: 204 })
    expect(sent(fake)).toEqual([])
    expect(outbox.all(worldOf(fake))).toMatchObject([{ id: row?.id, outcome: { kind: 'delivered', status: 204 } }])
  })
})

describe('what a webhook answers', () => {
  const text = 'Rewritten'

  async function commented(
    hook: object,
    profile = 'wekan@11.07',
  ): Promise<{ fake: Fake; row: Delivery; told: object }> {
    const fake = fakeOf({ profile }, withHook({ activities: ['act-addComment'], ...hook }))
    const { path } = await newCard(fake)
    await made(fake, `POST ${path}/comments`, { comment: 'Hello', authorId: 'adaaaaaaaaaaaaaaa' })
    const [row] = sent(fake)
    if (!row) throw new Error('nothing was sent')
    return { fake, row, told: bodyOf(row) as object }
  }

  async function commentOf(fake: Fake, told: object): Promise<string> {
    const { cardId, commentId } = told as { cardId: string; commentId: string }
    const comment = (await got(fake, `GET ${board}/cards/${cardId}/comments/${commentId}`)) as { text: string }
    return comment.text
  }

  it('rewrites the comment, where it is bidirectional', async () => {
    const { fake, row, told } = await commented({ bidirectional: true })
    outbox.answered?.(worldOf(fake), row.id, { ...told, comment: text })
    expect(await commentOf(fake, told)).toBe(text)
    expect(sent(fake)).toHaveLength(1)
  })

  it.each([
    { what: 'goes one way', hook: {}, change: {} },
    { what: 'names another board', hook: { bidirectional: true }, change: { boardId: 'opennnnnnnnnnnnnn' } },
    { what: 'names another card', hook: { bidirectional: true }, change: { cardId: 'nope' } },
    { what: 'says nothing', hook: { bidirectional: true }, change: { comment: '' } },
    { what: 'says what is no text', hook: { bidirectional: true }, change: { comment: { a: 1 } } },
  ])('changes nothing where it $what', async ({ hook, change }) => {
    const { fake, row, told } = await commented(hook)
    outbox.answered?.(worldOf(fake), row.id, { ...told, comment: text, ...change })
    expect(await commentOf(fake, told)).toBe('Hello')
  })
})

describe('a comment that names somebody', () => {
  it.each([
    { comment: 'for @bob', told: { atUsername: 'bob', hasMentions: true, watchers: ['bobbbbbbbbbbbbbbb'] } },
    { comment: '@board_members', told: { hasMentions: true, watchers: ['adaaaaaaaaaaaaaaa', 'bobbbbbbbbbbbbbbb'] } },
    { comment: 'mail a@bob', told: { hasMentions: false, watchers: [] } },
  ])('as "$comment" tells so', async ({ comment, told }) => {
    const fake = fakeOf({}, withHook({ activities: ['act-addComment'], bidirectional: true }))
    const { path } = await newCard(fake)
    await made(fake, `POST ${path}/comments`, { comment })
    expect(bodyOf(sent(fake)[0])).toMatchObject(told)
  })
})

describe('links in webhooks', () => {
  const urlIn = (fake: Fake): unknown => (bodyOf(sent(fake)[0]) as { url: unknown }).url
  const page = '/b/pnaaaaaaaaaaaaaaa/plan'

  async function fieldMade(fake: Fake, address: string): Promise<void> {
    const headers = { authorization: `Bearer ${ada}`, 'content-type': 'application/json' }
    await fake.fetch(address, { method: 'POST', headers, body: '{"name":"Size","type":"text","settings":{}}' })
  }

  it('begin with the address at which Wekan is called', async () => {
    const fake = fakeOf({ prefix: '/wekan' }, withHook({ bidirectional: true }))
    await fieldMade(fake, `http://wekan.test:8080/wekan${board}/custom-fields`)
    expect(urlIn(fake)).toBe(`http://wekan.test:8080/wekan${page}`)
  })

  it('begin with the address that is set', async () => {
    const fake = fakeOf({ settings: { rootUrl: 'https://boards.example.com/' } }, withHook({ bidirectional: true }))
    await fieldMade(fake, `http://wekan.test:8080${board}/custom-fields`)
    expect(urlIn(fake)).toBe(`https://boards.example.com${page}`)
  })

  it('begin with the address that the world has', async () => {
    const world = withHook({ bidirectional: true })
    const settings = { rootUrl: 'https://world.example.com' }
    const fake = fakeOf({}, { ...world, wekan: { ...(world.wekan as object), settings } })
    await fieldMade(fake, `http://wekan.test:8080${board}/custom-fields`)
    expect(urlIn(fake)).toBe(`https://world.example.com${page}`)
  })
})

describe('somebody who is on no board', () => {
  it('calls no webhook, whatever he may do', async () => {
    const world = withHook({ activities: ['act-createCustomField'] })
    const { boards, ...rest } = world.wekan as { boards: { plan: object } }
    const plan = { ...boards.plan, members: { bob: 'admin' } }
    const fake = fakeOf({}, { ...world, wekan: { ...rest, boards: { ...boards, plan } } })
    await made(fake, `POST ${board}/custom-fields`, { name: 'Size', type: 'text', settings: {} })
    expect(events(fake)).toEqual([])
  })
})

describe('a call that fails', () => {
  it('calls no webhook', async () => {
    const fake = fakeOf({}, withHook())
    const { path } = await newCard(fake)
    const before = sent(fake).length
    await ask(fake, `POST ${path}/comments`, { token: ada, json: {} })
    expect(sent(fake)).toHaveLength(before)
  })
})
