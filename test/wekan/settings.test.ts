import { describe, expect, it } from 'vitest'
import { ada, ask, bob, bodyOf, fakeOf, small } from './ask.js'

const plan = '/api/boards/pnaaaaaaaaaaaaaaa'

describe('settings of the installation', () => {
  it('close registration as soon as they say so', async () => {
    const fake = fakeOf()
    await ask(fake, 'PUT /api/settings', { token: ada, json: { disableRegistration: 'true' } })
    const json = { username: 'eve', password: 'secret-eve-1', email: 'eve@example.com' }
    expect((await ask(fake, 'POST /users/register', { json })).status).toBe(403)
  })

  it('lose a text that is set to nothing', async () => {
    const fake = fakeOf()
    await ask(fake, 'PUT /api/settings', { token: ada, json: { productName: ' Kanban ' } })
    expect(bodyOf(await ask(fake, 'GET /api/settings', { token: ada }))).toMatchObject({ productName: 'Kanban' })
    const answer = await ask(fake, 'PUT /api/settings', { token: ada, json: { productName: '' } })
    expect(bodyOf(answer)).not.toHaveProperty('productName')
  })

  it('refuse values of another type with status 200', async () => {
    const answer = await ask(fakeOf(), 'PUT /api/settings', { token: ada, json: { hideLogo: 'perhaps' } })
    expect(answer.status).toBe(200)
    expect(bodyOf(answer)).toEqual({ error: 'Hide logo must be of type Boolean in settings updateAsync' })
  })

  it('need a way to log in', async () => {
    const answer = await ask(fakeOf(), 'PUT /api/settings', { token: ada, json: { defaultAuthenticationMethod: '' } })
    expect(bodyOf(answer)).toMatchObject({ error: expect.stringMatching(/^Default authentication method is required/) })
  })

  it('do not exist before v9.31', async () => {
    const answer = await ask(fakeOf({ profile: 'wekan@7.10' }), 'GET /api/settings', { token: ada })
    expect(answer.headers['content-type']).toMatch(/^text\/html/)
  })
})

describe('settings of attachments', () => {
  const path = '/api/admin/attachment-settings'

  it.each([
    {
      uploadSettings: { maxFileSize: 'x' },
      error: 'Maximum File Size (bytes) must be of type Number (uploadSettings.maxFileSize)',
    },
    {
      storageConfig: { gridfs: { read: 'maybe' } },
      error: 'GridFS Read Enabled must be of type Boolean (storageConfig.gridfs.read)',
    },
    { storageConfig: { gridfs: 5 }, error: 'GridFS Configuration must be of type Object (storageConfig.gridfs)' },
    { defaultStorage: 'tape', error: 'tape is not an allowed value' },
    { defaultStorage: null, error: 'Default Storage Backend is required' },
  ])('tell where $error', async ({ error, ...json }) => {
    const answer = await ask(fakeOf(), `PUT ${path}`, { token: ada, json })
    expect(bodyOf(answer)).toEqual({ error: `${error} in attachmentStorageSettings updateAsync` })
  })

  it('are filled up where a part is given, and are left alone where all its members are unknown', async () => {
    const fake = fakeOf()
    const storageConfig = { filesystem: { read: false }, gridfs: { other: 1 } }
    const answer = await ask(fake, `PUT ${path}`, { token: ada, json: { storageConfig } })
    const { storageConfig: kept } = bodyOf(answer) as { storageConfig: object }
    expect(kept).toEqual({ filesystem: { enabled: true, read: false, write: true } })
  })

  it('never show a secret, and keep one that is sent blank', async () => {
    const fake = fakeOf()
    const s3 = { secretAccessKey: 'topsecret', bucket: 'one' }
    const first = await ask(fake, `PUT ${path}`, { token: ada, json: { storageConfig: { s3 } } })
    expect(first.body).not.toContain('topsecret')
    const second = await ask(fake, `PUT ${path}`, {
      token: ada,
      json: { storageConfig: { s3: { secretAccessKey: '', bucket: 'two', secretAccessKeySet: false } } },
    })
    expect(bodyOf(second)).toMatchObject({
      storageConfig: { s3: { bucket: 'two', secretAccessKey: '', secretAccessKeySet: true } },
    })
  })

  it('switch uploads over the API off', async () => {
    const fake = fakeOf()
    await ask(fake, `PUT ${path}`, { token: ada, json: { limitSettings: { apiUploadBlocked: true } } })
    const answer = await ask(fake, 'POST /api/attachment/upload', { token: ada, json: {} })
    expect(answer.status).toBe(403)
    expect(bodyOf(answer)).toEqual({ success: false, error: 'API uploads are disabled by administrator' })
  })

  it('refuse a storage that is none', async () => {
    const answer = await ask(fakeOf(), `PUT ${path}`, { token: ada, json: { defaultStorage: 'floppy' } })
    expect(bodyOf(answer)).toMatchObject({ error: expect.stringMatching(/^floppy is not an allowed value/) })
  })
})

const grouped = {
  ...small,
  wekan: {
    ...(small['wekan'] as object),
    orgs: { acme: { id: 'orgacmeeeeeeeeeee', displayName: 'Acme', sharedTemplates: true } },
    teams: { core: { displayName: 'Core' }, docs: { displayName: 'Docs' } },
  },
}

describe('organisations and teams', () => {
  it('show their features as flags', async () => {
    const answer = await ask(fakeOf({}, grouped), 'GET /api/admin/orgs', { token: ada })
    expect(bodyOf(answer)).toEqual([
      {
        _id: 'orgacmeeeeeeeeeee',
        orgDisplayName: 'Acme',
        orgSharedTemplates: true,
        orgPropagateMembersToBoards: false,
        orgSyncMembersFromAuth: false,
      },
    ])
  })

  it('switch one feature of one, and answer it whole', async () => {
    const answer = await ask(fakeOf({}, grouped), 'PUT /api/admin/orgs/orgacmeeeeeeeeeee/features', {
      token: ada,
      json: { orgSharedTemplates: 0, bogus: true },
    })
    expect(bodyOf(answer)).toMatchObject({ orgDisplayName: 'Acme', orgSharedTemplates: false })
    expect(bodyOf(answer)).not.toHaveProperty('bogus')
  })

  it('answer nothing for an unknown one', async () => {
    const answer = await ask(fakeOf({}, grouped), 'PUT /api/admin/teams/nobody/features', { token: ada, json: {} })
    expect(answer).toMatchObject({ status: 200 })
    expect(answer.body).toBeUndefined()
  })

  it('switch a feature of all at once, and count them', async () => {
    const fake = fakeOf({}, grouped)
    const json = { field: 'teamSharedTemplates', value: true }
    expect(bodyOf(await ask(fake, 'PUT /api/admin/teams/features', { token: ada, json }))).toEqual({ updated: 2 })
    const bad = await ask(fake, 'PUT /api/admin/teams/features', { token: ada, json: { field: 'orgSharedTemplates' } })
    expect(bodyOf(bad)).toEqual({ error: 'invalid-field' })
  })
})

describe('domains of a board', () => {
  it('cannot be written over the API, whoever asks', async () => {
    const fake = fakeOf()
    const answer = await ask(fake, `POST ${plan}/domains`, { token: ada, json: { domain: 'example.org' } })
    expect(answer.status).toBe(200)
    expect(bodyOf(answer)).toMatchObject({ error: 'not-authorized' })
    expect(bodyOf(await ask(fake, `GET ${plan}/domains`, { token: ada }))).toEqual([])
  })

  it('are written by board admins in documented fidelity', async () => {
    const fake = fakeOf({ fidelity: 'documented' })
    const asked = { token: ada, json: { domain: ' Example.ORG ' } }
    expect(bodyOf(await ask(fake, `POST ${plan}/domains`, asked))).toEqual([{ domain: 'example.org', isActive: true }])
    expect(bodyOf(await ask(fake, `DELETE ${plan}/domains/EXAMPLE.org`, { token: ada }))).toEqual([])
  })

  it.each([
    { who: 'nobody', token: undefined, status: 401 },
    { who: 'a member without rights', token: bob, status: 403 },
  ])('are not for $who', async ({ token, status }) => {
    const answer = await ask(fakeOf(), `POST ${plan}/domains`, { ...(token === undefined ? {} : { token }), json: {} })
    expect(answer.status).toBe(status)
  })

  it.each(['localhost', 'a@b.c', 'a b.c', ''])('must look like domains: %j does not', async (domain) => {
    const answer = await ask(fakeOf(), `POST ${plan}/domains`, { token: ada, json: { domain } })
    expect(answer.status).toBe(400)
    expect(bodyOf(answer)).toEqual({ error: `Invalid domain: ${domain}` })
  })
})
