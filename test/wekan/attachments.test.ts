import { describe, expect, it } from 'vitest'
import type { Fake } from '../../src/server/fake.js'
import { ada, ask, bob, bodyOf, fakeOf, small } from './ask.js'

const board = 'pnaaaaaaaaaaaaaaa'
const file = { fileData: Buffer.from('hello').toString('base64'), fileName: 'note.txt', fileType: 'text/plain' }

interface Place {
  readonly boardId: string
  readonly swimlaneId: string
  readonly listId: string
  readonly cardId: string
}

/** A card on the board, made over the API. */
async function card(fake: Fake, token = ada): Promise<Place> {
  const id = async (line: string, json?: unknown): Promise<string> => {
    const body = bodyOf(await ask(fake, line, { token, ...(json === undefined ? {} : { json }) }))
    const [first] = Array.isArray(body) ? body : [body]
    return (first as { _id: string })._id
  }
  const swimlaneId = await id(`GET /api/boards/${board}/swimlanes`)
  const listId = await id(`POST /api/boards/${board}/lists`, { title: 'Todo' })
  const cardId = await id(`POST /api/boards/${board}/lists/${listId}/cards`, { title: 'First', swimlaneId })
  return { boardId: board, swimlaneId, listId, cardId }
}

async function uploaded(fake: Fake, place: Place): Promise<string> {
  const answer = await ask(fake, 'POST /api/attachment/upload', { token: ada, json: { ...place, ...file } })
  return (bodyOf(answer) as { attachmentId: string }).attachmentId
}

describe('an uploaded file', () => {
  it('is downloaded as it was', async () => {
    const fake = fakeOf()
    const id = await uploaded(fake, await card(fake))
    expect(bodyOf(await ask(fake, `GET /api/attachment/download/${id}`, { token: ada }))).toEqual({
      success: true,
      attachmentId: id,
      fileName: 'note.txt',
      fileSize: 5,
      fileType: 'text/plain',
      base64Data: file.fileData,
      storageBackend: 'fs',
    })
  })

  it('may come with any content type, because the handler reads the body itself', async () => {
    const fake = fakeOf()
    const raw = JSON.stringify({ ...(await card(fake)), ...file })
    const answer = await ask(fake, 'POST /api/attachment/upload', {
      token: ada,
      raw,
      headers: { 'content-type': 'text/plain' },
    })
    expect(bodyOf(answer)).toMatchObject({ success: true, fileSize: 5 })
  })

  it('is told of in the activities', async () => {
    const fake = fakeOf()
    const id = await uploaded(fake, await card(fake))
    const exported = bodyOf(await ask(fake, `GET /api/boards/${board}/export`, { token: ada }))
    expect(exported).toMatchObject({
      activities: expect.arrayContaining([
        expect.objectContaining({ activityType: 'addAttachment', attachmentId: id, attachmentName: 'note.txt' }),
      ]),
    })
  })

  it.each([
    { member: 'swimlaneId', error: "Swimlane ID does not match the card's swimlane" },
    { member: 'listId', error: "List ID does not match the card's list" },
  ])('must be sent to the $member of its card', async ({ member, error }) => {
    const fake = fakeOf()
    const json = { ...(await card(fake)), ...file, [member]: 'elsewhere' }
    const answer = await ask(fake, 'POST /api/attachment/upload', { token: ada, json })
    expect(answer.status).toBe(400)
    expect(bodyOf(answer)).toEqual({ success: false, error })
  })

  it('is refused from a member who may only comment', async () => {
    const fake = fakeOf()
    const json = { ...(await card(fake)), ...file }
    expect((await ask(fake, 'POST /api/attachment/upload', { token: bob, json })).status).toBe(403)
  })

  it('stalls and fails with the quirk of the recorded server', async () => {
    const fake = fakeOf({ quirks: { 'wekan.uploads-broken': 'on' } })
    const json = { ...(await card(fake)), ...file }
    expect((await ask(fake, 'POST /api/attachment/upload', { token: ada, json })).status).toBe(408)
    const plain = { raw: JSON.stringify(json), headers: { 'content-type': 'text/plain' } }
    expect((await ask(fake, 'POST /api/attachment/upload', { token: ada, ...plain })).status).toBe(500)
  })
})

describe('an attachment', () => {
  it('is copied, and deleted without the copy', async () => {
    const fake = fakeOf()
    const place = await card(fake)
    const id = await uploaded(fake, place)
    const { boardId, swimlaneId, listId, cardId } = place
    const target = { targetBoardId: boardId, targetSwimlaneId: swimlaneId, targetListId: listId, targetCardId: cardId }
    const copied = await ask(fake, 'POST /api/attachment/copy', { token: ada, json: { attachmentId: id, ...target } })
    const { newAttachmentId } = bodyOf(copied) as { newAttachmentId: string }
    await ask(fake, `DELETE /api/attachment/delete/${id}`, { token: ada })
    expect((await ask(fake, `GET /api/attachment/info/${id}`, { token: ada })).status).toBe(404)
    expect((await ask(fake, `GET /api/attachment/info/${newAttachmentId}`, { token: ada })).status).toBe(200)
  })

  it('is moved to another card', async () => {
    const fake = fakeOf()
    const id = await uploaded(fake, await card(fake))
    const other = await card(fake)
    const target = {
      targetBoardId: other.boardId,
      targetSwimlaneId: other.swimlaneId,
      targetListId: other.listId,
      targetCardId: other.cardId,
    }
    await ask(fake, 'POST /api/attachment/move', { token: ada, json: { attachmentId: id, ...target } })
    expect(bodyOf(await ask(fake, `GET /api/attachment/info/${id}`, { token: ada }))).toMatchObject({
      cardId: other.cardId,
      listId: other.listId,
    })
  })

  it('is not for site admins who are no members', async () => {
    const world = {
      ...small,
      wekan: { ...(small['wekan'] as object), boards: { own: { id: board, members: { bob: 'admin' } } } },
    }
    const answer = await ask(fakeOf({}, world), `GET /api/attachment/list/${board}`, { token: ada })
    expect(answer.status).toBe(403)
  })

  it('is listed for the whole board on every path, and for the card alone in documented fidelity', async () => {
    const lists = async (fidelity: 'real' | 'documented'): Promise<unknown> => {
      const fake = fakeOf({ fidelity })
      await uploaded(fake, await card(fake))
      const { swimlaneId, listId, cardId } = await card(fake)
      const path = `/api/attachment/list/${board}/${swimlaneId}/${listId}/${cardId}`
      return bodyOf(await ask(fake, `GET ${path}`, { token: ada }))
    }
    expect(await lists('real')).toMatchObject({ count: 1 })
    expect(await lists('documented')).toMatchObject({ count: 0 })
  })
})

describe('a card that is copied', () => {
  it('takes along its files, and its cover is the copy', async () => {
    const fake = fakeOf({ quirks: { 'wekan.attachment-list-unfiltered': 'off' } })
    const place = await card(fake)
    const id = await uploaded(fake, place)
    const { listId, cardId, swimlaneId } = place
    const [instance] = fake.instances
    instance?.world.tables['cards']?.update(cardId, { coverId: id })
    const path = `/api/boards/${board}/lists/${listId}/cards/${cardId}/copy`
    const answer = await ask(fake, `POST ${path}`, { token: ada, json: { toSwimlaneId: swimlaneId } })
    const { _id: copy } = bodyOf(answer) as { _id: string }
    const list = await ask(fake, `GET /api/attachment/list/${board}/${swimlaneId}/${listId}/${copy}`, { token: ada })
    const { attachments } = bodyOf(list) as { attachments: { attachmentId: string; fileName: string }[] }
    expect(attachments).toMatchObject([{ fileName: 'note.txt' }])
    expect(attachments[0]?.attachmentId).not.toBe(id)
    const copied = bodyOf(await ask(fake, `GET /api/cards/${copy}`, { token: ada }))
    expect(copied).toMatchObject({ coverId: attachments[0]?.attachmentId })
  })
})

describe('the attachment routes', () => {
  it('take X-User-Id and X-Auth-Token of one user alone', async () => {
    const fake = fakeOf()
    const headers = { 'x-user-id': 'adaaaaaaaaaaaaaaa', 'x-auth-token': ada }
    expect((await ask(fake, `GET /api/attachment/list/${board}`, { headers })).status).toBe(200)
    const mixed = { ...headers, 'x-user-id': 'bobbbbbbbbbbbbbbb' }
    const answer = await ask(fake, `GET /api/attachment/list/${board}`, { headers: mixed })
    expect(bodyOf(answer)).toEqual({ success: false, error: 'Invalid credentials [unauthorized]' })
  })

  it('send no headers against caching, as their own writer sends none', async () => {
    const answer = await ask(fakeOf(), `GET /api/attachment/list/${board}`, { token: ada })
    expect(answer.headers).not.toHaveProperty('cache-control')
    const refused = await ask(fakeOf(), `GET /api/attachment/list/${board}`)
    expect(refused.headers).toEqual({ 'content-type': 'application/json' })
  })

  it('keep a background for the board', async () => {
    const fake = fakeOf()
    const json = { boardId: board, ...file, fileName: 'back.png' }
    expect((await ask(fake, `GET /api/attachment/download-background/${board}`, { token: ada })).status).toBe(404)
    const sent = bodyOf(await ask(fake, 'POST /api/attachment/upload-background', { token: ada, json }))
    expect(bodyOf(await ask(fake, `GET /api/attachment/download-background/${board}`, { token: ada }))).toMatchObject({
      base64Data: file.fileData,
      backgroundImageURL: (sent as { backgroundImageURL: string }).backgroundImageURL,
    })
  })
})
