import { describe, expect, it } from 'vitest'
import type { Fake } from '../../src/server/fake.js'
import { ada, ask, bob, fakeOf } from './ask.js'
import { board, got, made, newCard } from './card.js'

const bobId = 'bobbbbbbbbbbbbbbb'
const path = `${board}/custom-fields`

const newField = (fake: Fake, json: object = {}): Promise<string> =>
  made(fake, `POST ${path}`, { name: 'Size', type: 'dropdown', settings: {}, ...json })

describe('a custom field', () => {
  it.each(['text', 'number', 'date', 'dropdown', 'checkbox', 'currency', 'stringtemplate'])(
    'of the type %s is made, with flags that are false',
    async (type) => {
      const fake = fakeOf()
      const id = await newField(fake, { type })
      expect(await got(fake, `GET ${path}/${id}`)).toMatchObject({
        ...{ type, settings: {}, showOnCard: false, automaticallyOnCard: false, alwaysOnCard: false },
        ...{ showLabelOnMiniCard: false, showSumAtTopOfList: false, boardIds: ['pnaaaaaaaaaaaaaaa'] },
      })
    },
  )

  it('keeps of its settings what the schema knows', async () => {
    const fake = fakeOf()
    const settings = { currencyCode: ' EUR ', secret: 1, dropdownItems: [{ _id: 'a', name: ' S ', more: 1 }] }
    const id = await newField(fake, { settings })
    expect(await got(fake, `GET ${path}/${id}`)).toMatchObject({
      settings: { currencyCode: 'EUR', dropdownItems: [{ _id: 'a', name: 'S' }] },
    })
  })

  it.each([
    { settings: 'none' },
    { settings: { dropdownItems: [{ name: 'S' }] } },
    { settings: { dropdownItems: 'S' } },
    { settings: null },
    { name: '  ' },
    { type: '' },
    { showOnCard: 'perhaps' },
    { showOnCard: {} },
  ])('with %j is the error page', async (json) => {
    const whole = { name: 'Size', type: 'dropdown', settings: {}, ...json }
    expect((await ask(fakeOf(), `POST ${path}`, { token: ada, json: whole })).status).toBe(500)
  })

  it('takes flags as words on v11.07, and on v7.10 only without the quirk', async () => {
    const json = { name: 'A', type: 'text', settings: {}, showOnCard: 'true' }
    const status = async (choice: Parameters<typeof fakeOf>[0]): Promise<number> =>
      (await ask(fakeOf(choice), `POST ${path}`, { token: ada, json })).status
    expect(await status({})).toBe(200)
    expect(await status({ profile: 'wekan@7.10' })).toBe(500)
    expect(await status({ profile: 'wekan@7.10', quirks: { 'wekan.flag-words-500': 'off' } })).toBe(200)
  })

  it('keeps what was written before a wrong member', async () => {
    const fake = fakeOf()
    const id = await newField(fake)
    const answer = await ask(fake, `PUT ${path}/${id}`, { token: ada, json: { type: 'rainbow', name: 'New' } })
    expect(answer.status).toBe(500)
    expect(await got(fake, `GET ${path}/${id}`)).toMatchObject({ name: 'New', type: 'dropdown' })
  })

  it('is changed by a form on v11.07, and the error page on v7.10', async () => {
    for (const [profile, status] of [
      ['wekan@11.07', 200],
      ['wekan@7.10', 500],
    ] as const) {
      const fake = fakeOf({ profile })
      const id = await newField(fake)
      expect((await ask(fake, `PUT ${path}/${id}`, { token: ada, form: 'name=New' })).status).toBe(status)
    }
  })

  it('of another board is out of reach on v11.07, and changed on v7.10', async () => {
    for (const [profile, name] of [
      ['wekan@11.07', 'Size'],
      ['wekan@7.10', 'New'],
    ] as const) {
      const fake = fakeOf({ profile })
      const id = await newField(fake)
      await ask(fake, `PUT /api/boards/opennnnnnnnnnnnnn/custom-fields/${id}`, { token: ada, json: { name: 'New' } })
      expect(await got(fake, `GET ${path}/${id}`)).toMatchObject({ name })
    }
  })

  it.each([
    { role: 'commentOnly', read: 403, write: 403 },
    { role: 'readOnly', read: 200, write: 403 },
    { role: 'normalAssignedOnly', read: 200, write: 200 },
    { role: 'noComments', read: 403, write: 200 },
  ])('for a member who is $role: reading $read, writing $write', async ({ role, read, write }) => {
    const fake = fakeOf()
    await ask(fake, `POST ${board}/members/${bobId}`, { token: ada, json: { role } })
    expect((await ask(fake, `GET ${path}`, { token: bob })).status).toBe(read)
    const json = { name: 'A', type: 'text', settings: {} }
    expect((await ask(fake, `POST ${path}`, { token: bob, json })).status).toBe(write)
  })

  it('takes its values from the cards when it is deleted', async () => {
    const fake = fakeOf()
    const field = await newField(fake, { automaticallyOnCard: true })
    const { id } = await newCard(fake)
    expect(await got(fake, `GET /api/cards/${id}`)).toMatchObject({ customFields: [{ _id: field, value: null }] })
    await ask(fake, `DELETE ${path}/${field}`, { token: ada })
    expect(await got(fake, `GET /api/cards/${id}`)).toMatchObject({ customFields: [] })
  })
})

describe('flags of a custom field', () => {
  it('that are not given stand behind the boards, in the order of the schema', async () => {
    const fake = fakeOf()
    const json = { name: 'Size', type: 'text', settings: {}, authorId: 'x', automaticallyOnCard: true }
    const made = await ask(fake, `POST ${path}`, { token: ada, json })
    const { _id } = JSON.parse(String(made.body)) as { _id: string }
    const names = Object.keys((await got(fake, `GET ${path}/${_id}`)) as object)
    expect(names.slice(names.indexOf('settings') + 1, names.indexOf('createdAt'))).toEqual([
      'automaticallyOnCard',
      'boardIds',
      'showOnCard',
      'alwaysOnCard',
      'showLabelOnMiniCard',
      'showSumAtTopOfList',
    ])
  })
})

describe('choices of a dropdown', () => {
  it('get ids of six characters', async () => {
    const fake = fakeOf()
    const id = await newField(fake)
    await ask(fake, `POST ${path}/${id}/dropdown-items`, { token: ada, json: { items: ['S', 5, null, ' M '] } })
    expect(await got(fake, `GET ${path}/${id}`)).toMatchObject({
      settings: {
        dropdownItems: [
          { _id: expect.stringMatching(/^\w{6}$/), name: 'S' },
          { _id: expect.stringMatching(/^\w{6}$/), name: 'M' },
        ],
      },
    })
  })

  it('without a name are added too, and stay when others come and go', async () => {
    const fake = fakeOf()
    const id = await newField(fake)
    await ask(fake, `POST ${path}/${id}/dropdown-items`, { token: ada, json: { items: ['S', ''] } })
    const answer = await ask(fake, `POST ${path}/${id}/dropdown-items`, { token: ada, json: { items: ['  ', 'L'] } })
    expect(answer.status).toBe(200)
    const names = [{ name: 'S' }, { name: '' }, { name: '' }, { name: 'L' }]
    expect(await got(fake, `GET ${path}/${id}`)).toMatchObject({ settings: { dropdownItems: names } })
  })

  it('that are sent as one text change nothing, and the trace says so', async () => {
    const fake = fakeOf()
    const id = await newField(fake)
    const answer = await ask(fake, `POST ${path}/${id}/dropdown-items`, { token: ada, json: { items: 'S' } })
    expect(answer.status).toBe(200)
    expect(answer.headers['x-fake']).toBe('reason; nothing was added: the body has no list `items`')
  })
})
