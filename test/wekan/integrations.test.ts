import { describe, expect, it } from 'vitest'
import type { Fake } from '../../src/server/fake.js'
import { ada, ask, bodyOf, bob, fakeOf } from './ask.js'
import { board, got, made } from './card.js'

const path = `${board}/integrations`
const url = 'https://hooks.example.com/x'
const newHook = (fake: Fake): Promise<string> => made(fake, `POST ${path}`, { url })

describe('the address of a webhook', () => {
  it.each([
    { address: undefined, reason: 'Empty URL' },
    { address: 5, reason: 'Empty URL' },
    { address: 'nonsense', reason: 'Invalid URL format' },
    { address: 'ftp://example.com/', reason: 'Only HTTP and HTTPS protocols are allowed' },
    { address: 'http://LOCALHOST:3000/', reason: 'Localhost is not allowed' },
    { address: 'http://a.localhost/', reason: 'Localhost is not allowed' },
    { address: 'http://0/', reason: 'Localhost is not allowed' },
    { address: 'http://127.1/', reason: 'IP address is not allowed' },
    { address: 'http://2130706433/', reason: 'IP address is not allowed' },
    { address: 'http://172.31.255.255/', reason: 'IP address is not allowed' },
    { address: 'http://100.127.0.1/', reason: 'IP address is not allowed' },
    { address: 'http://169.254.169.254/', reason: 'IP address is not allowed' },
    { address: 'http://198.19.0.1/', reason: 'IP address is not allowed' },
    { address: 'http://239.1.1.1/', reason: 'IP address is not allowed' },
    { address: 'http://[::1]/', reason: 'Hostname did not resolve' },
    { address: 'http://[2606:4700::1111]/', reason: 'Hostname did not resolve' },
  ])('$address is refused on v11.07: $reason', async ({ address, reason }) => {
    const answer = await ask(fakeOf(), `POST ${path}`, { token: ada, json: { url: address } })
    expect(answer.status).toBe(400)
    expect(bodyOf(answer)).toEqual({ error: 'invalid-webhook-url', reason })
  })

  it.each(['http://172.32.0.1/', 'http://100.128.0.1/', 'http://93.184.216.34/', 'https://nowhere.invalid/'])(
    '%s is taken: names are not looked up',
    async (address) => {
      expect((await ask(fakeOf(), `POST ${path}`, { token: ada, json: { url: address } })).status).toBe(200)
    },
  )

  it('in the local network by name is refused by the schema', async () => {
    const answer = await ask(fakeOf(), `POST ${path}`, { token: ada, json: { url: 'http://printer.local/' } })
    expect(answer.status).toBe(200)
    expect(bodyOf(answer)).toEqual({ error: 'Url is invalid in integrations insertAsync' })
  })

  it('on this machine is taken without the guard', async () => {
    const fake = fakeOf({ quirks: { 'wekan.webhook-guard': 'off' } })
    expect((await ask(fake, `POST ${path}`, { token: ada, json: { url: 'http://127.0.0.1:9/' } })).status).toBe(200)
  })

  it('that is refused in a change leaves what was written before it', async () => {
    const fake = fakeOf()
    const id = await newHook(fake)
    const json = { title: 'Hook', url: 'http://10.0.0.1/', enabled: false, token: 't' }
    expect((await ask(fake, `PUT ${path}/${id}`, { token: ada, json })).status).toBe(400)
    expect(await got(fake, `GET ${path}/${id}`)).toMatchObject({ title: 'Hook', enabled: false, url })
  })
})

describe('a webhook', () => {
  it.each([
    { json: { enabled: null }, error: 'Enabled is required in integrations updateAsync' },
    { json: { enabled: 'maybe' }, error: 'Enabled must be of type Boolean in integrations updateAsync' },
    { json: { activities: null }, error: 'Activities is required in integrations updateAsync' },
    { json: { title: {} }, error: 'Title must be of type String in integrations updateAsync' },
  ])('is not changed by $json: $error', async ({ json, error }) => {
    const fake = fakeOf()
    const id = await newHook(fake)
    const answer = await ask(fake, `PUT ${path}/${id}`, { token: ada, json })
    expect(answer.status).toBe(200)
    expect(bodyOf(answer)).toEqual({ error })
  })

  it('takes one activity for a list on v11.07', async () => {
    const fake = fakeOf()
    const id = await newHook(fake)
    await got(fake, `PUT ${path}/${id}`, { activities: 'act-createCard' })
    expect(await got(fake, `GET ${path}/${id}`)).toMatchObject({ activities: ['act-createCard'] })
  })

  it('loses its title to an empty one', async () => {
    const fake = fakeOf()
    const id = await newHook(fake)
    await got(fake, `PUT ${path}/${id}`, { title: 'Hook' })
    await got(fake, `PUT ${path}/${id}`, { title: '' })
    expect(await got(fake, `GET ${path}/${id}`)).not.toHaveProperty('title')
  })

  it('is not changed by a form: the answer is {}', async () => {
    const fake = fakeOf()
    const id = await newHook(fake)
    expect(bodyOf(await ask(fake, `PUT ${path}/${id}`, { token: ada, form: 'enabled=false' }))).toEqual({})
  })

  it('is changed by any member on v7.10, and by board admins on v11.07', async () => {
    for (const [profile, body] of [
      ['wekan@7.10', { _id: expect.any(String) as string }],
      ['wekan@11.07', { error: 'Forbidden' }],
    ] as const) {
      const answer = await ask(fakeOf({ profile }), `POST ${path}`, { token: bob, json: { url } })
      expect(bodyOf(answer)).toMatchObject(body)
    }
  })
})

describe('activities of a webhook', () => {
  it.each([
    { activities: {}, error: 'Activities must be of type Array in integrations updateAsync' },
    { activities: 5, error: 'Activities must be of type String (activities.0) in integrations updateAsync' },
    { activities: null, error: 'Activities is required in integrations updateAsync' },
  ])('are not added from $activities', async ({ activities, error }) => {
    const fake = fakeOf()
    const id = await newHook(fake)
    expect(await got(fake, `POST ${path}/${id}/activities`, { activities })).toEqual({ error })
  })

  it('may be named one by one, without a list', async () => {
    const fake = fakeOf()
    const id = await newHook(fake)
    const both = { _id: id, activities: ['all', 'moveCard'] }
    expect(await got(fake, `POST ${path}/${id}/activities`, { activities: 'moveCard' })).toEqual(both)
    const left = { _id: id, activities: ['moveCard'] }
    expect(await got(fake, `DELETE ${path}/${id}/activities`, { activities: 'all' })).toEqual(left)
  })

  it.each([{}, { activities: { a: 1 } }])('stay where %j names none to remove', async (json) => {
    const fake = fakeOf()
    const id = await newHook(fake)
    expect(await got(fake, `DELETE ${path}/${id}/activities`, json)).toEqual({ _id: id, activities: ['all'] })
  })

  it.each([null, {}])('are not removed by %j', async (activities) => {
    const fake = fakeOf()
    const id = await newHook(fake)
    expect(await got(fake, `DELETE ${path}/${id}/activities`, { activities })).toMatchObject({
      error: expect.stringContaining('allowed for arrays only') as string,
    })
    expect(await got(fake, `GET ${path}/${id}`)).toMatchObject({ activities: ['all'] })
  })

  it('of an unknown webhook are an empty answer', async () => {
    const answer = await ask(fakeOf(), `POST ${path}/none/activities`, { token: ada, json: { activities: ['x'] } })
    expect(answer.status).toBe(200)
    expect(answer.body).toBeUndefined()
  })
})
