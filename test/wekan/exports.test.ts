import { strFromU8, unzipSync, unzlibSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import type { Outbound } from '../../src/kernel/exchange.js'
import { workbookRows } from '../../src/wekan/import/workbook-rows.js'
import type { Fake } from '../../src/server/fake.js'
import { ada, ask, bob, bodyOf, fakeOf } from './ask.js'

const plan = '/api/boards/pnaaaaaaaaaaaaaaa'
const open = '/api/boards/opennnnnnnnnnnnnn'
const admin = { token: ada }

const world = {
  now: '2026-01-05T09:00:00.000Z',
  wekan: {
    users: {
      ada: { id: 'adaaaaaaaaaaaaaaa', admin: true, tokens: [ada] },
      bob: { id: 'bobbbbbbbbbbbbbbb', tokens: [bob] },
      eve: { tokens: ['eveTokenEveTokenEveTokenEveTokenEveTokenEve'] },
    },
    boards: {
      plan: { id: 'pnaaaaaaaaaaaaaaa', title: 'Plan ünï / one', members: { ada: 'admin', bob: 'normal' } },
      open: { id: 'opennnnnnnnnnnnnn', title: 'Open', permission: 'public', members: { ada: 'admin' } },
    },
  },
}

/** A fake with two cards on the board, the second one in another list. */
async function filled(): Promise<Fake> {
  const fake = fakeOf({}, world)
  const id = async (line: string, json?: unknown): Promise<string> => {
    const body = bodyOf(await ask(fake, line, { ...admin, ...(json === undefined ? {} : { json }) }))
    const [first] = Array.isArray(body) ? body : [body]
    return (first as { _id: string })._id
  }
  const swimlaneId = await id(`GET ${plan}/swimlanes`)
  for (const title of ['Todo', 'Done']) {
    const listId = await id(`POST ${plan}/lists`, { title })
    const card = { title: `${title} card`, description: '=1+1 "quoted"', swimlaneId }
    await id(`POST ${plan}/lists/${listId}/cards`, card)
  }
  return fake
}

function bytesOf(answer: Outbound): Uint8Array {
  if (!(answer.body instanceof Uint8Array)) throw new Error(`the answer is no file: ${answer.status}`)
  return answer.body
}

describe('an export as CSV', () => {
  it('begins with a byte order mark, quotes every cell and disarms formulas', async () => {
    const answer = await ask(await filled(), `GET ${plan}/export/csv`, admin)
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8')
    expect(answer.body).toMatch(/^\ufeff"Title","Description"/)
    expect(answer.body).toContain('"Todo card","\'=1+1 ""quoted""","Todo","Default","ada"')
  })

  it('names lists and swimlanes of the board alone', async () => {
    const fake = await filled()
    const idOf = async (line: string, json: object): Promise<string> =>
      (bodyOf(await ask(fake, line, { ...admin, json })) as { _id: string })._id
    const listId = await idOf(`POST ${open}/lists`, { title: 'Elsewhere' })
    const [lane] = bodyOf(await ask(fake, `GET ${plan}/swimlanes`, admin)) as { _id: string }[]
    await idOf(`POST ${plan}/lists/${listId}/cards`, { title: 'Stray', swimlaneId: lane?._id })
    const answer = await ask(fake, `GET ${plan}/export/csv`, admin)
    expect(answer.body).toContain('"Stray","","","Default","ada"')
  })

  it('is TSV with a tab, and has the columns that are asked for', async () => {
    const query = 'delimiter=%09&fields=board-info'
    const answer = await ask(await filled(), `GET ${plan}/export/csv`, { ...admin, query })
    expect(answer.headers['content-type']).toBe('text/tsv')
    expect(answer.body).toBe(
      '"Title"\t"List"\t"Swimlane"\t"Archived"\r\n"Todo card"\t"Todo"\t"Default"\t"false"\r\n"Done card"\t"Done"\t"Default"\t"false"\r\n',
    )
  })

  it('is refused to a member with a bearer token, and given with authToken', async () => {
    const fake = await filled()
    const refused = await ask(fake, `GET ${plan}/export/csv`, { token: bob })
    expect([refused.status, refused.body]).toEqual([403, 'Permission Error'])
    expect((await ask(fake, `GET ${plan}/export/csv`, { query: `authToken=${bob}` })).status).toBe(200)
  })

  it('that is refused has no content type, over a socket either', async () => {
    const fake = await filled()
    const { url } = await fake.listen()
    const answer = await fetch(`${url}${plan}/export/csv`, { headers: { authorization: `Bearer ${bob}` } })
    expect(await answer.text()).toBe('Permission Error')
    expect(answer.headers.get('content-type')).toBeNull()
    await fake.close()
  })

  it('was the page of the application in v7.10', async () => {
    const answer = await ask(fakeOf({ profile: 'wekan@7.10' }, world), `GET ${plan}/export/csv`, admin)
    expect(answer.headers['content-type']).toMatch(/^text\/html/)
  })
})

describe('an export that is a file', () => {
  it('is an archive whose document has no contents, with attachments beside it', async () => {
    const fake = await filled()
    const [todo] = (bodyOf(await ask(fake, `GET ${plan}/export`, admin)) as { cards: Record<string, string>[] }).cards
    const place = { swimlaneId: todo?.['swimlaneId'], listId: todo?.['listId'], cardId: todo?.['_id'] }
    const file = { fileName: 'a.txt', fileData: Buffer.from('hello').toString('base64') }
    const json = { boardId: 'pnaaaaaaaaaaaaaaa', ...place, ...file }
    const { attachmentId } = bodyOf(await ask(fake, 'POST /api/attachment/upload', { ...admin, json })) as {
      attachmentId: string
    }
    const answer = await ask(fake, `GET ${plan}/exportZip`, admin)
    expect(answer.headers['content-disposition']).toBe('attachment; filename="Plan-n-one.zip"')
    const entries = unzipSync(bytesOf(answer))
    expect(Object.keys(entries)).toEqual(['wekan.json', `attachments/${attachmentId}-a.txt`])
    const document = JSON.parse(strFromU8(entries['wekan.json'] ?? new Uint8Array())) as { attachments: object[] }
    expect(document.attachments).toEqual([expect.not.objectContaining({ file: expect.anything() })])
  })

  it('is a workbook with every card', async () => {
    const answer = await ask(await filled(), `GET ${plan}/exportExcel`, admin)
    expect(answer.headers['content-disposition']).toContain("filename*=UTF-8''Board-Plan-%C3%BCn%C3%AF-one.xlsx")
    const rows = await workbookRows(bytesOf(answer))
    expect(rows?.map(([first]) => first)).toEqual(expect.arrayContaining(['List: Todo (1)', 'Todo card', 'Done card']))
  })

  it('is a table when the fields leave card-details out', async () => {
    const answer = await ask(await filled(), `GET ${plan}/exportExcel`, { ...admin, query: 'fields=labels' })
    const rows = await workbookRows(bytesOf(answer))
    expect(rows?.filter(([first]) => /^\d+$/.test(first ?? '')).map((row) => row[1])).toEqual([
      'Todo card',
      'Done card',
    ])
  })

  it('is a PDF', async () => {
    const answer = await ask(await filled(), `GET ${plan}/exportPDF`, { token: bob })
    expect(answer.headers['content-type']).toBe('application/pdf')
    expect(Buffer.from(bytesOf(answer)).toString('latin1')).toMatch(/^%PDF-1[^]*%%EOF\s*$/)
  })

  it.each(['exportZip', 'exportExcel', 'exportPDF'])('has the same bytes in every run: %s', async (path) => {
    const file = async (): Promise<Uint8Array> => bytesOf(await ask(await filled(), `GET ${plan}/${path}`, admin))
    expect(Buffer.compare(await file(), await file())).toBe(0)
  })
})

describe('an export on paper', () => {
  const paper = {
    ...world,
    wekan: {
      ...world.wekan,
      boards: {
        plan: {
          id: 'pnaaaaaaaaaaaaaaa',
          title: 'Plan',
          members: { ada: 'admin' },
          labels: { urgent: { id: 'urgent', name: 'urgent', color: 'crimson' } },
          lists: {
            todo: { id: 'todo', cards: { one: { id: 'one', labels: ['urgent'], dueAt: '2026-07-01T22:30:00Z' } } },
          },
        },
      },
    },
  }
  const textOf = (file: Uint8Array, name: string): string => strFromU8(unzipSync(file)[name] ?? new Uint8Array())
  const excel = async (query = ''): Promise<Uint8Array> =>
    bytesOf(await ask(fakeOf({}, paper), `GET ${plan}/exportExcel`, { ...admin, query }))

  it('has labels in their colours, gray headings and columns as wide as on the real server', async () => {
    const file = await excel()
    const styles = textOf(file, 'xl/styles.xml')
    expect(styles).toContain('rgb="FFDC143C"')
    expect(styles).toContain('rgb="FFD9D9D9"')
    const sheet = textOf(file, 'xl/worksheets/sheet1.xml')
    expect([...sheet.matchAll(/<col [^>]*width="(\d+)"/g)].map(([, width]) => width)).toEqual(
      '18 30 18 30 18 30'.split(' '),
    )
    expect(sheet).toContain('<mergeCell ref="A1:F1"/>')
  })

  it.each([
    { query: '', due: '2026-07-01 22:30 UTC' },
    { query: 'tz=Europe/Berlin', due: '2026-07-02 00:30' },
    { query: 'tz=Europe/Berlin&dateFormat=DD-MM-YYYY', due: '02-07-2026 00:30' },
    { query: 'tz=Nowhere/Land', due: '2026-07-01 22:30' },
    { query: `tz=${'x'.repeat(65)}`, due: '2026-07-01 22:30 UTC' },
  ])('tells with "$query" that a card is due at $due', async ({ query, due }) => {
    const rows = await workbookRows(await excel(query))
    expect(rows?.flat()).toContain(due)
  })

  it('is coloured as a PDF too', async () => {
    const file = bytesOf(await ask(fakeOf({}, paper), `GET ${plan}/exportPDF`, admin))
    const streams = [
      ...Buffer.from(file)
        .toString('latin1')
        .matchAll(/stream\r?\n([^]*?)endstream/g),
    ]
    const drawn = streams.map(([, stream = '']) => inflated(Buffer.from(stream, 'latin1'))).join('')
    // Crimson, as fractions of one.
    expect(drawn).toContain('0.8627450980392157 0.0784313725490196 0.23529411764705882 scn')
  })
})

/** What a stream of a PDF holds; nothing where it is no deflated one. */
function inflated(stream: Uint8Array): string {
  try {
    return strFromU8(unzlibSync(stream), true)
  } catch {
    return ''
  }
}

describe('who may export', () => {
  it.each(['export', 'export/kanboard', 'export/trello', 'exportZip', 'exportPDF', 'exportExcel', 'export/csv'])(
    'a public board needs no token: %s',
    async (path) => {
      expect((await ask(fakeOf({}, world), `GET ${open}/${path}`)).status).toBe(200)
    },
  )

  it.each([
    { path: 'export', status: 401, body: '{"error":"Unauthorized"}' },
    { path: 'exportZip', status: 401, body: '{"error":"Unauthorized"}' },
    { path: 'export/csv', status: 401, body: '{"error":"Unauthorized"}' },
    { path: 'exportExcel', status: 401, body: 'Unauthorized' },
    { path: 'exportPDF', status: 401, body: 'Unauthorized' },
  ])('a private one does: $path', async ({ path, status, body }) => {
    const answer = await ask(fakeOf({}, world), `GET ${plan}/${path}`)
    expect([answer.status, answer.body]).toEqual([status, body])
  })

  it.each([
    { path: 'exportExcel', status: 200, body: 'Board not found' },
    { path: 'exportPDF', status: 200, body: 'Board not found' },
    { path: 'export/csv', status: 404, body: 'Board not found' },
    { path: 'lists/l/cards/c/exportExcel', status: 404, body: 'Board not found' },
    { path: 'lists/l/cards/c/exportPDF', status: 200, body: 'Board not found' },
    { path: 'export/github', status: 404, body: '{"error":"Not found"}' },
  ])('an unknown board is told each in its way: $path', async ({ path, status, body }) => {
    const answer = await ask(fakeOf({}, world), `GET /api/boards/nowhere/${path}`, admin)
    expect([answer.status, answer.body]).toEqual([status, body])
  })

  it.each([
    { path: 'exportExcel', status: 200, body: 'User can not export Excel' },
    { path: 'exportPDF', status: 403, body: 'Unauthorized' },
    { path: 'export', status: 403, body: '{"error":"Forbidden"}' },
  ])('strangers are refused: $path', async ({ path, status, body }) => {
    const query = 'authToken=eveTokenEveTokenEveTokenEveTokenEveTokenEve'
    const answer = await ask(fakeOf({}, world), `GET ${plan}/${path}`, { query })
    expect([answer.status, answer.body]).toEqual([status, body])
  })

  it('a format that nobody knows is the page of the application', async () => {
    const answer = await ask(fakeOf({}, world), `GET ${plan}/export/nothing`, admin)
    expect(answer.headers['content-type']).toMatch(/^text\/html/)
  })
})

describe('a scope', () => {
  it('takes the cards of a list, and the list alone', async () => {
    const fake = await filled()
    const whole = bodyOf(await ask(fake, `GET ${plan}/export`, admin)) as { lists: { _id: string; title: string }[] }
    const done = whole.lists.find(({ title }) => title === 'Done')?._id
    const part = await ask(fake, `GET ${plan}/export`, { ...admin, query: `listId=${done}&fields=labels` })
    expect(bodyOf(part)).toMatchObject({ cards: [{ title: 'Done card' }], lists: [{ title: 'Done' }], activities: [] })
  })
})
