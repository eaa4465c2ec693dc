import { describe, expect, it } from 'vitest'
import { ada, ask, bodyOf, bob, fakeOf } from './ask.js'
import { board, got, made, newCard } from './card.js'

const bobId = 'bobbbbbbbbbbbbbbb'

describe('a comment', () => {
  it('is written in the name of who sends it on v11.07, and of whom the body names on v7.10', async () => {
    for (const [profile, author] of [
      ['wekan@11.07', 'adaaaaaaaaaaaaaaa'],
      ['wekan@7.10', bobId],
    ] as const) {
      const fake = fakeOf({ profile })
      const { path } = await newCard(fake)
      const id = await made(fake, `POST ${path}/comments`, { authorId: bobId, comment: 'Hello' })
      expect(await got(fake, `GET ${path}/comments/${id}`)).toMatchObject({ userId: author, text: 'Hello' })
    }
  })

  it('has an empty parentId on v11.07 alone', async () => {
    for (const profile of ['wekan@11.07', 'wekan@7.10']) {
      const fake = fakeOf({ profile })
      const { path } = await newCard(fake)
      const id = await made(fake, `POST ${path}/comments`, { authorId: bobId, comment: 'Hello' })
      const comment = (await got(fake, `GET ${path}/comments/${id}`)) as object
      expect('parentId' in comment).toBe(profile === 'wekan@11.07')
    }
  })

  it('that is a number is taken on v7.10, where the schema makes a text of it', async () => {
    const fake = fakeOf({ profile: 'wekan@7.10' })
    const { path } = await newCard(fake)
    const id = await made(fake, `POST ${path}/comments`, { authorId: bobId, comment: 5 })
    expect(await got(fake, `GET ${path}/comments/${id}`)).toMatchObject({ text: '5' })
  })

  it('is not found under another card of the same board', async () => {
    const fake = fakeOf()
    const { path } = await newCard(fake)
    const other = await newCard(fake)
    const id = await made(fake, `POST ${path}/comments`, { comment: 'Hello' })
    const answer = await ask(fake, `GET ${other.path}/comments/${id}`, { token: ada })
    expect(answer.body).toBeUndefined()
    expect(answer.headers['x-fake']).toBe(`reason; no comment of this card and board has the id '${id}'`)
  })

  it('of somebody else is not even deleted by the site admin, unless he administers the board', async () => {
    const fake = fakeOf()
    await ask(fake, `POST ${board}/members/${bobId}`, { token: ada, json: { role: 'admin' } })
    await ask(fake, `POST ${board}/members/adaaaaaaaaaaaaaaa/remove`, { token: ada, json: { action: 'remove' } })
    const { path } = await newCard(fake)
    const { _id } = bodyOf(await ask(fake, `POST ${path}/comments`, { token: bob, json: { comment: 'Mine' } })) as {
      _id: string
    }
    const answer = await ask(fake, `DELETE ${path}/comments/${_id}`, { token: ada })
    expect(answer.status).toBe(403)
  })

  it('of somebody else is deleted by a board admin', async () => {
    const fake = fakeOf()
    await ask(fake, `POST ${board}/members/${bobId}`, { token: ada, json: { role: 'normal' } })
    const { path } = await newCard(fake)
    const answer = await ask(fake, `POST ${path}/comments`, { token: bob, json: { comment: 'Mine' } })
    const { _id } = bodyOf(answer) as { _id: string }
    expect((await ask(fake, `DELETE ${path}/comments/${_id}`, { token: ada })).status).toBe(200)
    expect(await got(fake, `GET ${path}/comments`)).toEqual([])
  })

  it('of somebody else is deleted by any member on v7.10', async () => {
    const fake = fakeOf({ profile: 'wekan@7.10' })
    const { path } = await newCard(fake)
    const id = await made(fake, `POST ${path}/comments`, { authorId: 'adaaaaaaaaaaaaaaa', comment: 'Hello' })
    expect((await ask(fake, `DELETE ${path}/comments/${id}`, { token: bob })).status).toBe(200)
    expect(await got(fake, `GET ${path}/comments`)).toEqual([])
  })

  it('on a card that does not exist cannot be deleted on v7.10: the answer is {}', async () => {
    const fake = fakeOf({ profile: 'wekan@7.10' })
    const path = `${board}/cards/none/comments`
    const id = await made(fake, `POST ${path}`, { authorId: bobId, comment: 'Lost' })
    expect(await got(fake, `DELETE ${path}/${id}`)).toEqual({})
    expect(await got(fake, `GET ${path}`)).toHaveLength(1)
  })

  it('goes with its card', async () => {
    const fake = fakeOf()
    const { id, path } = await newCard(fake)
    const comment = await made(fake, `POST ${path}/comments`, { comment: 'Hello' })
    const { listId } = (await got(fake, `GET /api/cards/${id}`)) as { listId: string }
    await ask(fake, `DELETE ${board}/lists/${listId}/cards/${id}`, { token: ada })
    expect((await ask(fake, `GET ${path}/comments/${comment}`, { token: ada })).body).toBeUndefined()
  })
})
