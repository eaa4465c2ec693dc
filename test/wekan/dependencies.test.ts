import { describe, expect, it } from 'vitest'
import { ada, ask, bob, fakeOf } from './ask.js'
import { board, got, newCard } from './card.js'

const plain = { type: 'related-to', color: '#eb144c', icon: 'link' }

describe('a line between cards', () => {
  it('that is drawn again is changed, and keeps what is not sent', async () => {
    const fake = fakeOf()
    const from = await newCard(fake)
    const to = await newCard(fake)
    await got(fake, `POST ${from.path}/dependencies`, { cardId: to.id, color: 'red' })
    await got(fake, `POST ${from.path}/dependencies`, { dependsOn: to.id, type: 'blocks' })
    const lines = await got(fake, `GET ${from.path}/dependencies`)
    expect(lines).toEqual([{ cardId: to.id, type: 'blocks', color: 'red', icon: 'link' }])
  })

  it.each([
    { cardId: 'none', reason: 'Target card is not on this board' },
    { cardId: '', reason: 'A valid target cardId is required' },
    { cardId: 5, reason: 'Target card is not on this board' },
  ])('to $cardId is refused: $reason', async ({ cardId, reason }) => {
    const fake = fakeOf()
    const { path } = await newCard(fake)
    expect(await got(fake, `POST ${path}/dependencies`, { cardId })).toMatchObject({ error: 'bad-request', reason })
  })

  it('of an unknown type is refused before its target is looked for', async () => {
    const fake = fakeOf()
    const { path } = await newCard(fake)
    expect(await got(fake, `POST ${path}/dependencies`, { cardId: 'none', type: 'loves' })).toMatchObject({
      reason: 'type must be one of: related-to, blocks, is-blocked-by, fixes, is-fixed-by',
    })
  })

  it('to a card that was deleted has no title', async () => {
    const fake = fakeOf()
    const from = await newCard(fake)
    const to = await newCard(fake)
    await got(fake, `POST ${from.path}/dependencies`, { cardId: to.id })
    const { listId } = (await got(fake, `GET /api/cards/${to.id}`)) as { listId: string }
    await ask(fake, `DELETE ${board}/lists/${listId}/cards/${to.id}`, { token: ada })
    expect(await got(fake, `GET ${board}/dependencies`)).toMatchObject([
      { from: from.id, to: to.id, toTitle: null, toCardNumber: null, ...plain },
    ])
  })

  it('that does not exist is changed and taken away without a complaint', async () => {
    const fake = fakeOf()
    const { id, path } = await newCard(fake)
    expect(await got(fake, `PUT ${path}/dependencies/none`, { icon: 'bug' })).toEqual({ _id: id })
    expect(await got(fake, `DELETE ${path}/dependencies/none`)).toEqual({ _id: id })
    expect(await got(fake, `GET ${path}/dependencies`)).toEqual([])
  })

  it('is not changed by a body that says nothing', async () => {
    const fake = fakeOf()
    const { path } = await newCard(fake)
    const answer = await ask(fake, `PUT ${path}/dependencies/none`, { token: ada, json: {} })
    expect(answer.status).toBe(500)
    expect(await got(fake, `PUT ${path}/dependencies/none`, {})).toMatchObject({
      reason: 'Provide at least one of type, color, icon',
    })
  })

  it('is no matter of a member who may not write', async () => {
    const fake = fakeOf()
    const { path } = await newCard(fake)
    const answer = await ask(fake, `POST ${path}/dependencies`, { token: bob, json: { cardId: 'x' } })
    expect(answer.status).toBe(403)
  })

  it('is a member of its card', async () => {
    const fake = fakeOf()
    const from = await newCard(fake)
    const to = await newCard(fake)
    await got(fake, `POST ${from.path}/dependencies`, { cardId: to.id })
    expect(await got(fake, `GET /api/cards/${from.id}`)).toMatchObject({
      cardDependencies: [{ cardId: to.id, ...plain }],
    })
  })
})

describe('before v9.47', () => {
  it('there are no lines', async () => {
    const answer = await ask(fakeOf({ profile: 'wekan@7.10' }), `POST ${board}/cards/x/dependencies`, { token: ada })
    expect(answer.status).toBe(405)
  })
})
