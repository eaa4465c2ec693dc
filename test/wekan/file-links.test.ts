import { describe, expect, it } from 'vitest'
import type { Outbound } from '../../src/kernel/exchange.js'
import type { Fake } from '../../src/server/fake.js'
import { ada, ask, bob, bodyOf, fakeOf } from './ask.js'

const board = 'pnaaaaaaaaaaaaaaa'
const content = 'hello'

/** The address of a background that was uploaded to the board. */
async function linked(fake: Fake, file: { name?: string; type?: string } = {}): Promise<string> {
  const { name = 'note.txt', type = 'text/plain' } = file
  const json = { boardId: board, fileData: Buffer.from(content).toString('base64'), fileName: name, fileType: type }
  const answer = await ask(fake, 'POST /api/attachment/upload-background', { token: ada, json })
  return (bodyOf(answer) as { backgroundImageURL: string }).backgroundImageURL
}

function textOf({ body }: Outbound): string {
  return typeof body === 'string' ? body : Buffer.from(body ?? []).toString()
}

describe('the address of an attachment', () => {
  it('gives the file to an active member of the board', async () => {
    const fake = fakeOf()
    const answer = await ask(fake, `GET ${await linked(fake)}`, { token: bob })
    expect(answer.status).toBe(200)
    expect(textOf(answer)).toBe(content)
    expect(answer.headers).toMatchObject({
      'content-type': 'text/plain',
      'content-length': '5',
      'content-disposition': 'inline; filename="note.txt"',
      'cache-control': 'public, max-age=31536000',
    })
  })

  it('goes on after the id with what nobody reads', async () => {
    const fake = fakeOf()
    const answer = await ask(fake, `GET ${await linked(fake)}/original/any.txt`, { token: bob })
    expect(textOf(answer)).toBe(content)
  })

  it.each([
    ['X-Auth-Token', { headers: { 'x-auth-token': bob } }],
    ['?authToken=', { query: `authToken=${bob}` }],
    ['a cookie', { headers: { cookie: `theme=dark; meteor_login_token=${bob}` } }],
  ])('takes the token from %s', async (_where, asked) => {
    const fake = fakeOf()
    expect((await ask(fake, `GET ${await linked(fake)}`, asked)).status).toBe(200)
  })

  it('is closed to callers without a token', async () => {
    const fake = fakeOf()
    const answer = await ask(fake, `GET ${await linked(fake)}`)
    expect([answer.status, textOf(answer), answer.headers['content-type']]).toEqual([403, 'Access denied', undefined])
  })

  it('of a file that is not there is not found', async () => {
    const answer = await ask(fakeOf(), 'GET /cdn/storage/attachments/none', { token: ada })
    expect([answer.status, textOf(answer)]).toEqual([404, 'Attachment not found'])
  })

  it('without an id is refused', async () => {
    const answer = await ask(fakeOf(), 'GET /cdn/storage/attachments/', { token: ada })
    expect([answer.status, textOf(answer)]).toEqual([400, 'Invalid attachment file ID'])
  })

  it('is not modified for whom the file has already', async () => {
    const fake = fakeOf()
    const link = await linked(fake)
    const { etag = '' } = (await ask(fake, `GET ${link}`, { token: bob })).headers
    expect((await ask(fake, `GET ${link}`, { token: bob, headers: { 'if-none-match': etag } })).status).toBe(304)
  })

  it('gives what a browser could run as a download only', async () => {
    const fake = fakeOf()
    const link = await linked(fake, { name: 'page.html', type: 'text/html' })
    expect((await ask(fake, `GET ${link}`, { token: bob })).headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': 'attachment; filename="page.html"',
      'x-frame-options': 'DENY',
    })
  })

  it('gives a download to whom asks for one', async () => {
    const fake = fakeOf()
    const answer = await ask(fake, `GET ${await linked(fake)}`, { token: bob, query: 'download=true' })
    expect(answer.headers['content-disposition']).toBe('attachment; filename="note.txt"')
  })

  it('obeys the limit for downloads', async () => {
    const fake = fakeOf()
    const link = await linked(fake)
    await ask(fake, 'PUT /api/admin/attachment-settings', {
      token: ada,
      json: { limitSettings: { attachmentsDownloadMaxBytes: 4 } },
    })
    const answer = await ask(fake, `GET ${link}`, { token: bob })
    expect([answer.status, textOf(answer)]).toEqual([413, 'Attachment exceeds download limit'])
  })

  it('of an old release is the page of the application, and says that it is not the file', async () => {
    const answer = await ask(fakeOf({ profile: 'wekan@7.10' }), 'GET /cdn/storage/attachments/any', { token: ada })
    expect(answer.status).toBe(200)
    expect(answer.headers['x-fake']).toMatch(/^not-built; /)
  })
})
