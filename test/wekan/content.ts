import type { WorldFile } from '../../src/fixtures/schema.js'
import { ada, ask, bodyOf, bob, small } from './ask.js'
import type { Asked } from './ask.js'
import type { Fake } from '../../src/server/fake.js'

/** The small world with two lists, a second swimlane, labels and cards on the board "Plan". */
export const filled: WorldFile = {
  ...small,
  wekan: {
    users: {
      ada: { id: 'adaaaaaaaaaaaaaaa', password: 'secret-ada-1', email: 'ada@example.com', admin: true, tokens: [ada] },
      bob: { id: 'bobbbbbbbbbbbbbbb', password: 'secret-bob-1', email: 'bob@example.com', tokens: [bob] },
    },
    boards: {
      plan: {
        id: 'pnaaaaaaaaaaaaaaa',
        title: 'Plan',
        swimlaneId: 'dfaaaaaaaaaaaaaaa',
        members: { ada: 'admin', bob: 'comment-only' },
        labels: { urgent: { id: 'urgent', color: 'red' }, later: { id: 'lateer' } },
        swimlanes: { second: { id: 'secnddddddddddddd' } },
        lists: {
          todo: {
            id: 'todoooooooooooooo',
            cards: {
              one: { id: 'oneeeeeeeeeeeeeee', labels: ['urgent'], members: ['ada'], dueAt: '2026-02-01T00:00:00Z' },
              two: { id: 'twooooooooooooooo', swimlane: 'second', assignees: ['bob'] },
              part: { id: 'parttttttttttttttt', parent: 'one' },
            },
          },
          done: { id: 'doneeeeeeeeeeeeee', cards: { old: { id: 'oldddddddddddddddd', archived: true } } },
        },
      },
      other: {
        id: 'otherrrrrrrrrrrrr',
        title: 'Other',
        swimlaneId: 'othdffffffffffffff',
        members: { ada: 'admin' },
        labels: { urgent: { id: 'urgnt2', name: 'urgent' } },
        lists: { todo: { id: 'othtodoooooooooooo' } },
      },
    },
  },
}

export const plan = '/api/boards/pnaaaaaaaaaaaaaaa'
export const todo = `${plan}/lists/todoooooooooooooo`
export const done = `${plan}/lists/doneeeeeeeeeeeeee`
export const one = `${todo}/cards/oneeeeeeeeeeeeeee`

/** Status and parsed body of what the site admin is answered; undefined without a body. */
export async function told(fake: Fake, line: string, json?: unknown, more: Asked = {}): Promise<[number, unknown]> {
  const answer = await ask(fake, line, { token: ada, ...(json === undefined ? {} : { json }), ...more })
  const isJson = answer.headers['content-type'] === 'application/json'
  return [answer.status, isJson ? bodyOf(answer) : undefined]
}

/** What a card says of itself, read by its address. */
export async function card(fake: Fake, id = 'oneeeeeeeeeeeeeee'): Promise<Record<string, unknown>> {
  const [, body] = await told(fake, `GET /api/cards/${id}`)
  return body as Record<string, unknown>
}
