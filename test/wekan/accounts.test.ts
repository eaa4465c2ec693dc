import { describe, expect, it } from 'vitest'
import { ada, ask, bodyOf, bob, fakeOf, small } from './ask.js'
import type { Fake } from '../../src/server/fake.js'

const bobId = 'bobbbbbbbbbbbbbbb'
const throttled = { quirks: { 'wekan.login-throttle': 'on' } } as const
const wrong = { json: { username: 'ada', password: 'nope' } }
const right = { json: { username: 'ada', password: 'secret-ada-1' } }

async function fail(fake: Fake, times: number, remote: string): Promise<void> {
  for (let i = 0; i < times; i++) await ask(fake, 'POST /users/login', { ...wrong, remote })
}

describe('the login throttle', () => {
  it('is off unless asked for', async () => {
    const fake = fakeOf()
    await fail(fake, 30, '10.0.0.1')
    expect((await ask(fake, 'POST /users/login', { ...right, remote: '10.0.0.1' })).status).toBe(200)
  })

  it('locks an address after ten failures, even for the right password', async () => {
    const fake = fakeOf(throttled)
    await fail(fake, 10, '10.0.0.1')
    const answer = await ask(fake, 'POST /users/login', { ...right, remote: '10.0.0.1' })
    expect(answer).toMatchObject({ status: 429, headers: { 'retry-after': '60', 'content-type': 'application/json' } })
    expect(bodyOf(answer)).toEqual({
      error: 'too-many-requests',
      reason: 'Too many failed login attempts. Try again later.',
    })
  })

  it('leaves other addresses alone', async () => {
    const fake = fakeOf(throttled)
    await fail(fake, 10, '10.0.0.1')
    expect((await ask(fake, 'POST /users/login', { ...right, remote: '10.0.0.2' })).status).toBe(200)
  })

  it('forgets failures at a success', async () => {
    const fake = fakeOf(throttled)
    await fail(fake, 9, '10.0.0.1')
    await ask(fake, 'POST /users/login', { ...right, remote: '10.0.0.1' })
    await fail(fake, 9, '10.0.0.1')
    expect((await ask(fake, 'POST /users/login', { ...right, remote: '10.0.0.1' })).status).toBe(200)
  })

  it('opens again after a minute', async () => {
    const fake = fakeOf(throttled)
    await fail(fake, 10, '10.0.0.1')
    fake.instances[0]?.world.clock.set(Date.parse('2026-01-05T09:01:00.000Z'))
    expect((await ask(fake, 'POST /users/login', { ...right, remote: '10.0.0.1' })).status).toBe(200)
  })
})

describe('tokens', () => {
  it('work for 90 days, until the next full ten minutes', async () => {
    const fake = fakeOf()
    const clock = fake.instances[0]?.world.clock
    clock?.set(Date.parse('2026-04-05T09:00:00.000Z'))
    expect(bodyOf(await ask(fake, 'GET /api/user', { token: bob }))).toMatchObject({ username: 'bob' })
    clock?.set(Date.parse('2026-04-05T09:10:00.000Z'))
    expect(bodyOf(await ask(fake, 'GET /api/user', { token: bob }))).toMatchObject({ error: 'Unauthorized' })
  })

  it('made for a user open his account', async () => {
    const fake = fakeOf()
    const made = bodyOf(await ask(fake, `POST /api/createtoken/${bobId}`, { token: ada, json: {} })) as {
      authToken: string
    }
    expect(bodyOf(await ask(fake, 'GET /api/user', { token: made.authToken }))).toMatchObject({ username: 'bob' })
  })

  it('made for nobody open nothing', async () => {
    const fake = fakeOf()
    const made = bodyOf(await ask(fake, 'POST /api/createtoken/nobody', { token: ada, json: {} })) as {
      _id: string
      authToken: string
    }
    expect(made._id).toBe('nobody')
    expect(bodyOf(await ask(fake, 'GET /api/user', { token: made.authToken }))).toMatchObject({ error: 'Unauthorized' })
  })

  it('deleted by what was given out stay valid, as on the real server', async () => {
    const fake = fakeOf()
    const answer = await ask(fake, 'POST /api/deletetoken', { token: ada, json: { userId: bobId, token: bob } })
    expect(bodyOf(answer)).toEqual({ message: `Delete token: [${bob}] from user: ${bobId}` })
    expect(bodyOf(await ask(fake, 'GET /api/user', { token: bob }))).toMatchObject({ username: 'bob' })
  })

  it('deleted by what was given out are gone when the quirk is off', async () => {
    const fake = fakeOf({ quirks: { 'wekan.delete-token-wants-hash': 'off' } })
    await ask(fake, 'POST /api/deletetoken', { token: ada, json: { userId: bobId, token: bob } })
    expect(bodyOf(await ask(fake, 'GET /api/user', { token: bob }))).toMatchObject({ error: 'Unauthorized' })
  })

  it('deleted all at once are gone', async () => {
    const fake = fakeOf()
    const answer = await ask(fake, 'POST /api/deletetoken', { token: ada, json: { userId: bobId } })
    expect(bodyOf(answer)).toEqual({ message: `Delete all token from user: ${bobId}` })
    expect(bodyOf(await ask(fake, 'GET /api/user', { token: bob }))).toMatchObject({ error: 'Unauthorized' })
  })

  it('are not deleted without a user', async () => {
    const answer = await ask(fakeOf(), 'POST /api/deletetoken', { token: ada, json: { token: bob } })
    expect(bodyOf(answer)).toEqual({ message: 'Expected a userId to be set but received none.' })
  })
})

describe('registration', () => {
  it('makes the first user of an empty installation site admin, and no other', async () => {
    const fake = fakeOf({}, { now: '2026-01-05T09:00:00.000Z' })
    const first = bodyOf(await ask(fake, 'POST /users/register', { json: { username: 'one', password: 'x' } })) as {
      token: string
    }
    const second = bodyOf(await ask(fake, 'POST /users/register', { json: { username: 'two', password: 'x' } })) as {
      token: string
    }
    expect(bodyOf(await ask(fake, 'GET /api/user', { token: first.token }))).toMatchObject({ isAdmin: true })
    expect(bodyOf(await ask(fake, 'GET /api/user', { token: second.token }))).toMatchObject({ isAdmin: false })
  })

  it('switched off answers 403 without a body on v11.07', async () => {
    const world = { wekan: { settings: { disableRegistration: true } } }
    const answer = await ask(fakeOf({}, world), 'POST /users/register', { json: { username: 'one', password: 'x' } })
    expect(answer.status).toBe(403)
    expect(answer.body).toBeUndefined()
  })

  it('switched off wants an invitation code on v7.10', async () => {
    const world = { wekan: { settings: { disableRegistration: true } } }
    const answer = await ask(fakeOf({ profile: 'wekan@7.10' }, world), 'POST /users/register', {
      json: { username: 'one', password: 'x' },
    })
    expect(answer.status).toBe(400)
    expect(bodyOf(answer)).toMatchObject({ error: 'error-invitation-code-blank' })
  })

  it('trims names and addresses', async () => {
    const fake = fakeOf()
    await ask(fake, 'POST /users/register', { json: { username: ' eve ', email: ' eve@example.com ', password: 'x' } })
    expect((await ask(fake, 'POST /users/login', { json: { email: 'eve@example.com', password: 'x' } })).status).toBe(
      200,
    )
  })

  it('takes an empty password with which nobody logs in', async () => {
    const fake = fakeOf()
    expect((await ask(fake, 'POST /users/register', { json: { username: 'eve', password: '' } })).status).toBe(200)
    expect((await ask(fake, 'POST /users/login', { json: { username: 'eve', password: '' } })).status).toBe(401)
  })

  it('shows hashes that are well formed', async () => {
    const fake = fakeOf({ profile: 'wekan@7.10' })
    await ask(fake, 'POST /users/register', { json: { username: 'eve', password: 'x' } })
    const eve = bodyOf(await ask(fake, 'GET /api/users/eve', { token: ada })) as {
      services: { password: { bcrypt: string } }
    }
    expect(eve.services.password.bcrypt).toMatch(/^\$2b\$10\$[./A-Za-z0-9]{53}$/)
  })
})

describe('determinism', () => {
  it('gives the same seed the same ids, tokens and hashes, and another seed others', async () => {
    const story = async (seed: number): Promise<string> => {
      const fake = fakeOf({ profile: 'wekan@7.10' }, small, { seed })
      const answers = [
        await ask(fake, 'POST /users/register', { json: { username: 'eve', password: 'x' } }),
        await ask(fake, 'POST /api/boards', { token: ada, json: { title: 'New', owner: bobId } }),
        await ask(fake, 'GET /api/users/eve', { token: ada }),
      ]
      return answers.map(({ body }) => String(body)).join('\n')
    }
    expect(await story(7)).toBe(await story(7))
    expect(await story(7)).not.toBe(await story(8))
  })
})
