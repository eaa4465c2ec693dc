import type { Fake } from '../../src/server/fake.js'
import { ada, ask, bodyOf } from './ask.js'

export const board = '/api/boards/pnaaaaaaaaaaaaaaa'

/** A new card on the board "Plan": its id and its address below the board. */
export async function newCard(fake: Fake, title = 'Card'): Promise<{ id: string; path: string }> {
  const lanes = (await got(fake, `GET ${board}/swimlanes`)) as { _id: string }[]
  const list = (await got(fake, `POST ${board}/lists`, { title: 'List' })) as { _id: string }
  const card = (await got(fake, `POST ${board}/lists/${list._id}/cards`, {
    title,
    swimlaneId: lanes[0]?._id,
    authorId: 'adaaaaaaaaaaaaaaa',
  })) as { _id: string }
  return { id: card._id, path: `${board}/cards/${card._id}` }
}

/** What the site admin is answered. */
export async function got(fake: Fake, line: string, json?: unknown): Promise<unknown> {
  return bodyOf(await ask(fake, line, { token: ada, ...(json === undefined ? {} : { json }) }))
}

/** The id in what the site admin is answered. */
export async function made(fake: Fake, line: string, json: unknown): Promise<string> {
  return ((await got(fake, line, json)) as { _id: string })._id
}
