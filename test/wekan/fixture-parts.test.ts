import { describe, expect, it } from 'vitest'
import { ada, fakeOf } from './ask.js'
import { board, got } from './card.js'

const local = 'http://127.0.0.1:4000/hook'

describe('a world file', () => {
  it('has comments and checklists of cards', async () => {
    const parts = {
      comments: [{ id: 'first', by: 'ada', text: ' Hello ' }],
      checklists: { Steps: { id: 'steps', items: ['one', { id: 'two', title: 'two', finished: true }] } },
    }
    const plan = {
      id: 'pnaaaaaaaaaaaaaaa',
      members: { ada: 'admin' },
      lists: { todo: { cards: { c: { id: 'c', ...parts } } } },
    }
    const fake = fakeOf({}, { wekan: { users: { ada: { id: 'a', tokens: [ada] } }, boards: { plan } } })
    expect(await got(fake, `GET ${board}/cards/c/comments`)).toEqual([
      { _id: 'first', comment: 'Hello', authorId: 'a' },
    ])
    expect(await got(fake, `GET ${board}/cards/c/checklists/steps`)).toMatchObject({
      title: 'Steps',
      items: [
        { title: 'one', isFinished: false },
        { _id: 'two', title: 'two', isFinished: true },
      ],
    })
  })

  it.each([
    { parts: { comments: [{ by: 'ada', text: '  ' }] }, message: /cards\.c\.comments.*Text is required/ },
    { parts: { comments: [{ by: 'eve', text: 'x' }] }, message: /comments.*by: nothing has the key 'eve'/ },
    { parts: { checklists: { Steps: { items: ['  '] } } }, message: /checklists\.Steps\.items.*Title is required/ },
  ])('with $parts on a card is refused, and told where', ({ parts, message }) => {
    const plan = { members: { ada: 'admin' }, lists: { todo: { cards: { c: parts } } } }
    expect(() => fakeOf({}, { wekan: { users: { ada: {} }, boards: { plan } } })).toThrow(message)
  })

  it('has custom fields, webhooks and rules of boards', async () => {
    const plan = {
      id: 'pnaaaaaaaaaaaaaaa',
      members: { ada: 'admin' },
      customFields: { Size: { type: 'dropdown', items: ['S', { id: 'mmmmmm', name: 'M' }], showOnCard: true } },
      webhooks: { Hook: { url: local, by: 'ada', title: 'Hook' } },
      rules: { 'Move up': { trigger: { activityType: 'createCard' }, action: { actionType: 'moveCardToTop' } } },
    }
    const fake = fakeOf({}, { wekan: { users: { ada: { tokens: [ada] } }, boards: { plan } } })
    const [field] = (await got(fake, `GET ${board}/custom-fields`)) as { _id: string }[]
    expect(await got(fake, `GET ${board}/custom-fields/${field?._id ?? ''}`)).toMatchObject({
      name: 'Size',
      showOnCard: true,
      settings: { dropdownItems: [{ name: 'S' }, { _id: 'mmmmmm', name: 'M' }] },
    })
    expect(await got(fake, `GET ${board}/integrations`)).toMatchObject([{ url: local, title: 'Hook', enabled: true }])
    expect(await got(fake, `GET ${board}/rules`)).toMatchObject([
      { title: 'Move up', trigger: { activityType: 'createCard', listName: '*' } },
    ])
  })

  it.each([
    {
      part: { webhooks: { hook: { url: local, by: 'eve' } } },
      message: /webhooks\.hook\.by: nothing has the key 'eve'/,
    },
    { part: { webhooks: { a: { id: 'x', url: local }, b: { id: 'x', url: local } } }, message: /webhooks\.b\.id/ },
    { part: { customFields: { a: { id: 'x' }, b: { id: 'x' } } }, message: /customFields\.b\.id: the id 'x' is taken/ },
    { part: { customFields: { a: { type: 'rainbow' } } }, message: /customFields\.a\.type/ },
    { part: { rules: { a: { trigger: {}, action: {} } } }, message: /rules\.a\.trigger\.activityType/ },
  ])('with %j is refused, and told where', ({ part, message }) => {
    const plan = { members: { ada: 'admin' }, ...part }
    expect(() => fakeOf({}, { wekan: { users: { ada: {} }, boards: { plan } } })).toThrow(message)
  })

  it('with a webhook on a board without members must say who made it', () => {
    const boards = { plan: { webhooks: { hook: { url: local } } } }
    expect(() => fakeOf({}, { wekan: { boards } })).toThrow(/the board has no members: say who made it/)
  })
})
