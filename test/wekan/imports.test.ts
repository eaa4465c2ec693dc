import { strToU8, zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import type { Fake } from '../../src/server/fake.js'
import { workbookOf } from '../../src/wekan/export/workbook.js'
import { ada, ask, bob, bodyOf, fakeOf } from './ask.js'

const plan = 'pnaaaaaaaaaaaaaaa'
const admin = { token: ada }

interface Exported {
  readonly title: string
  readonly members: { readonly userId: string; readonly isActive: boolean; readonly isAdmin: boolean }[]
  readonly lists: { readonly _id: string; readonly title: string }[]
  readonly swimlanes: { readonly title: string }[]
  readonly cards: { readonly title: string; readonly listId: string; readonly labelIds: string[] }[]
  readonly labels: { readonly _id: string; readonly name: string }[]
  readonly checklistItems: { readonly title: string }[]
  readonly comments: { readonly text: string }[]
  readonly activities: { readonly activityType: string }[]
}

async function exported(fake: Fake, id: string): Promise<Exported> {
  return bodyOf(await ask(fake, `GET /api/boards/${id}/export`, admin)) as Exported
}

async function imported(fake: Fake, source: string, json: unknown): Promise<Exported> {
  const answer = await ask(fake, `POST /api/boards/import${source}`, { ...admin, json })
  return exported(fake, (bodyOf(answer) as { _id: string })._id)
}

/** A board with a card that has a comment and a checklist. */
async function filled(): Promise<Fake> {
  const fake = fakeOf()
  const id = async (line: string, json?: unknown): Promise<string> => {
    const body = bodyOf(await ask(fake, line, { ...admin, ...(json === undefined ? {} : { json }) }))
    const [first] = Array.isArray(body) ? body : [body]
    return (first as { _id: string })._id
  }
  const at = `/api/boards/${plan}`
  const swimlaneId = await id(`GET ${at}/swimlanes`)
  const listId = await id(`POST ${at}/lists`, { title: 'Todo' })
  const cardId = await id(`POST ${at}/lists/${listId}/cards`, { title: 'First', swimlaneId })
  await id(`POST ${at}/cards/${cardId}/comments`, { comment: 'well' })
  await id(`POST ${at}/cards/${cardId}/checklists`, { title: 'Steps', items: ['one'] })
  return fake
}

const issue = { title: 'Broken', body: 'It is', state: 'closed', labels: [{ name: 'bug' }], user: { login: 'eve' } }

describe('an export of Wekan', () => {
  it('comes back as a board of its own', async () => {
    const fake = await filled()
    const board = await imported(fake, '', { board: await exported(fake, plan) })
    expect(board).toMatchObject({
      title: 'Plan [1]',
      lists: [{ title: 'Todo' }],
      cards: [{ title: 'First', listId: board.lists[0]?._id }],
      comments: [{ text: 'well' }],
      checklistItems: [{ title: 'one' }],
    })
  })

  it('leaves one activity, because no hook runs', async () => {
    const fake = await filled()
    const board = await imported(fake, '', { board: await exported(fake, plan) })
    expect(board.activities.map(({ activityType }) => activityType)).toEqual(['importBoard'])
  })

  it('gives the importer the board, and others no rights', async () => {
    const fake = await filled()
    const board = await imported(fake, '', { board: await exported(fake, plan) })
    expect(board.members).toMatchObject([
      { userId: 'adaaaaaaaaaaaaaaa', isActive: true, isAdmin: true },
      { userId: 'bobbbbbbbbbbbbbbb', isActive: false, isAdmin: false },
    ])
  })

  it('brings people along who cannot log in', async () => {
    const fake = await filled()
    const board = await exported(fake, plan)
    const users = [{ _id: 'strangerrrrrrrrrr', username: 'bob', profile: { fullname: 'Other Bob' } }]
    await imported(fake, '', { board: { ...board, users } })
    expect(bodyOf(await ask(fake, 'GET /api/users/strangerrrrrrrrrr', admin))).toMatchObject({
      username: 'bob-1',
      loginDisabled: true,
      authenticationMethod: 'imported',
    })
  })

  it.each([
    { what: 'nothing', json: {}, status: 400, body: { error: 'Missing board export object' } },
    { what: 'half an export', json: { board: { title: 'x' } }, status: 200, body: {} },
  ])('is refused as $what', async ({ json, status, body }) => {
    const answer = await ask(fakeOf(), 'POST /api/boards/import', { ...admin, json })
    expect([answer.status, bodyOf(answer)]).toEqual([status, body])
  })
})

describe('exports of other tools', () => {
  it('of issue trackers have two lists', async () => {
    const board = await imported(fakeOf(), '/github', [issue, { ...issue, pull_request: {} }])
    expect(board).toMatchObject({
      title: 'Imported GitHub issues',
      lists: [{ title: 'Open' }, { title: 'Closed' }],
      cards: [{ title: 'Broken', description: 'It is', requestedBy: 'eve', listId: board.lists[1]?._id }],
      labels: [{ name: 'bug', color: 'black' }],
    })
    expect(board.cards[0]?.labelIds).toEqual([board.labels[0]?._id])
  })

  it.each(['deck', 'openproject', 'gitlab', 'asana', 'zenkit', 'trello', 'jira', 'kanboard'])(
    'written by us come back: %s',
    async (format) => {
      const fake = await filled()
      const foreign = bodyOf(await ask(fake, `GET /api/boards/${plan}/export/${format}`, admin))
      const board = await imported(fake, `/${format}`, { board: foreign })
      expect(board.cards).toHaveLength(1)
      expect(board.cards[0]?.title).toMatch(/First$/)
    },
  )

  const tasks = [{ title: 'T', column_name: 'Doing', swimlane_name: 'Urgent', date_due: '1767603600', tags: ['x'] }]

  it('of Kanboard keep columns and swimlanes', async () => {
    const board = await imported(fakeOf(), '/kanboard', { board: { board: { name: 'K' }, tasks } })
    expect(board).toMatchObject({
      title: 'K',
      lists: [{ title: 'Doing' }],
      swimlanes: [{ title: 'Urgent' }],
      cards: [{ title: 'T', dueAt: '2026-01-05T09:00:00.000Z' }],
    })
  })

  it('of Kanboard sent as they are lose all but their member `board`, in real fidelity', async () => {
    const json = { board: { name: 'K' }, tasks }
    expect((await imported(fakeOf(), '/kanboard', json)).cards).toEqual([])
    expect((await imported(fakeOf({ fidelity: 'documented' }), '/kanboard', json)).cards).toHaveLength(1)
  })

  it('as rows of cells make a list of every status', async () => {
    const rows = [
      ['Title', 'Status', 'Labels'],
      ['One', 'Doing', 'bug-red late'],
      ['Two', 'Done', ''],
    ]
    const board = await imported(fakeOf(), '/csv', rows)
    expect(board).toMatchObject({
      lists: [{ title: 'Doing' }, { title: 'Done' }],
      cards: [{ title: 'One' }, { title: 'Two' }],
      labels: [
        { name: 'bug', color: 'red' },
        { name: 'late', color: 'black' },
      ],
    })
  })

  it('as an Excel workbook are read like rows', async () => {
    const rows = [
      ['Title', 'Status'],
      ['A <b> & "c"', 'Doing'],
    ]
    const sheet = { name: 'Cards', widths: [10, 10], rows, headings: new Set([0]) }
    const excelBase64 = Buffer.from(await workbookOf([sheet], 0)).toString('base64')
    const board = await imported(fakeOf(), '/excel', { board: { excelBase64 } })
    expect(board.cards).toMatchObject([{ title: 'A <b> & "c"' }])
  })

  it('of unknown tools are refused with status 200', async () => {
    const answer = await ask(fakeOf(), 'POST /api/boards/import/abacus', { ...admin, json: {} })
    expect(bodyOf(answer)).toMatchObject({ error: 'invalid-import-source', reason: 'Unknown import source: abacus' })
  })
})

describe('an archive', () => {
  it('goes into a board that is there, into lists with the same title', async () => {
    const fake = await filled()
    const archive = await ask(fake, `GET /api/boards/${plan}/exportZip`, admin)
    const asked = { ...admin, raw: archive.body as Uint8Array, query: `boardId=${plan}` }
    const answer = await ask(fake, 'POST /api/import/zip', asked)
    const counts = { swimlanes: 1, lists: 0, cards: 1, checklists: 1, comments: 1, attachments: 0 }
    expect(bodyOf(answer)).toEqual({ ok: true, counts })
    expect((await exported(fake, plan)).cards).toHaveLength(2)
  })

  it.each([
    { what: 'no archive', raw: 'hello', status: 500, error: 'import-failed' },
    { what: 'no document', raw: zipSync({ 'a.txt': strToU8('a') }), status: 400, error: 'import-not-wekan-export' },
    {
      what: 'another format',
      raw: zipSync({ 'wekan.json': strToU8('{"_format":"trello"}') }),
      status: 400,
      error: 'invalid-format',
    },
  ])('is refused as $what', async ({ raw, status, error }) => {
    const answer = await ask(fakeOf(), 'POST /api/import/zip', { ...admin, raw, query: `boardId=${plan}` })
    expect([answer.status, bodyOf(answer)]).toEqual([status, { error }])
  })

  it.each([
    { who: 'nobody', token: undefined, query: '', status: 401 },
    { who: 'a wrong token', token: ada, query: '&authToken=bad', status: 401 },
    { who: 'a stranger', token: bob, query: '', status: 403 },
  ])('is refused from $who', async ({ token, query, status }) => {
    const asked = { ...(token === undefined ? {} : { token }), query: `boardId=opennnnnnnnnnnnnn${query}` }
    expect((await ask(fakeOf(), 'POST /api/import/zip', asked)).status).toBe(status)
  })
})
