import { describe, expect, it } from 'vitest'
import type { DeliveryEntry } from '../../src/control/log.js'
import type { Delivery } from '../../src/kernel/delivery.js'
import { kanboard } from '../../src/kanboard/index.js'
import type { KanboardWorld } from '../../src/kanboard/tables.js'
import type { Fake, ServedProduct } from '../../src/server/fake.js'
import { fakeOf, result, smallPart } from './ask.js'

const asMia = { as: 'mia:secret-mia' }
const asAnn = { as: 'ann:secret-ann' }

const told = { notificationsEnabled: true, notificationsFilter: 1 }
const users = {
  mia: { ...smallPart.users.mia, email: 'mia@localhost' },
  ann: { ...smallPart.users.ann, ...told },
  tom: { email: 'tom@localhost', notificationsEnabled: true },
}

/** Mia and Ann work in "Plan", Tom is in a group that does; Ann wants mail of everything, Tom of his own tasks. */
function fakeWith(url: string, choice: Partial<ServedProduct> = {}): Fake {
  const project = {
    name: 'Plan',
    members: { mia: 'project-manager', ann: 'project-member' },
    groups: { crew: 'project-member' },
  } as const
  return fakeOf(choice, {
    now: '2026-01-05T09:00:00.000Z',
    kanboard: {
      settings: { ...smallPart.settings, webhook_token: 'tok', ...(url === '' ? {} : { webhook_url: url }) },
      users,
      groups: { crew: { members: ['tom', 'ann'] } },
      projects: { plan: project },
    },
  })
}

function sent(fake: Fake): readonly Delivery[] {
  const [instance] = fake.instances
  if (!instance) throw new Error('nothing is served')
  // The fake serves Kanboard alone.
  return kanboard.outbox?.all(instance.world as KanboardWorld) ?? []
}

const hooks = (fake: Fake): readonly Delivery[] => sent(fake).filter(({ url }) => url.startsWith('http'))
const mails = (fake: Fake): string[] =>
  sent(fake)
    .filter(({ url }) => url.startsWith('mailto:'))
    .map(({ headers }) => `${headers['to'] ?? ''}: ${headers['subject'] ?? ''}`)

const bodyOf = (delivery: Delivery | undefined): unknown => JSON.parse(delivery?.body ?? 'null')

describe('the webhook', () => {
  it('is told of an event with its rows and the caller', async () => {
    const fake = fakeWith('https://hooks.example.com/in')
    await result(fake, 'createTask', { title: 'one', project_id: 1 }, asMia)
    const [hook] = hooks(fake)
    expect(hook).toMatchObject({ event: 'task.create', url: 'https://hooks.example.com/in?token=tok' })
    expect(hook?.headers).toEqual({ 'content-type': 'application/json', 'user-agent': 'Kanboard' })
    expect(bodyOf(hook)).toMatchObject({
      event_name: 'task.create',
      event_data: { task_id: 1, task: { id: 1, title: 'one', project_name: 'Plan', creator_username: 'mia' } },
      event_author: 'mia',
    })
  })

  it('is told of every act, also of the application, which has no name', async () => {
    const fake = fakeWith('https://hooks.example.com/in')
    await result(fake, 'createTask', { title: 'one', project_id: 1 })
    await result(fake, 'createComment', { task_id: 1, user_id: 2, content: 'words' })
    await result(fake, 'createSubtask', { task_id: 1, title: 'part' })
    await result(fake, 'closeTask', { task_id: 1 })
    expect(hooks(fake).map(({ event }) => event)).toEqual([
      'task.create',
      'comment.create',
      'subtask.create',
      'task.close',
    ])
    expect(hooks(fake).map((hook) => bodyOf(hook))).toEqual(
      hooks(fake).map(({ event }) => expect.objectContaining({ event_name: event, event_author: null })),
    )
  })

  it('gets JSON as PHP writes it, with its typing', async () => {
    const fake = fakeWith('https://hooks.example.com/in', {
      profile: 'kanboard@1.2.20',
      options: { numbers: 'strings' },
    })
    await result(fake, 'createTask', { title: 'é/è', project_id: 1 })
    expect(hooks(fake)[0]?.body).toContain('"task":{"id":"1","title":"\\u00e9\\/\\u00e8"')
  })

  it('has its token after what its address asks for already', async () => {
    const fake = fakeWith('https://hooks.example.com/in?room=1')
    await result(fake, 'createTask', { title: 'one', project_id: 1 })
    expect(hooks(fake)[0]?.url).toBe('https://hooks.example.com/in?room=1&token=tok')
  })

  it('is not told who did it before 1.2.1', async () => {
    const fake = fakeWith('https://hooks.example.com/in', { profile: 'kanboard@1.0.22' })
    await result(fake, 'createTask', { title: 'one', project_id: 1 })
    expect(bodyOf(hooks(fake)[0])).not.toHaveProperty('event_author')
  })

  it.each(['http://127.0.0.1:8080/in', 'http://localhost/in', 'http://10.1.2.3/in', 'http://0/in', 'http://127.1/in'])(
    'is not called at the private address %s by 1.2.53',
    async (url) => {
      const fake = fakeWith(url)
      await result(fake, 'createTask', { title: 'one', project_id: 1 })
      expect(hooks(fake)[0]?.withheld).toBe('Kanboard calls no private address')
    },
  )

  it('is withheld at every other address, too', async () => {
    const fake = fakeWith('http://127.0.0.1:8080/in', { profile: 'kanboard@1.2.35' })
    await result(fake, 'createTask', { title: 'one', project_id: 1 })
    expect(hooks(fake)[0]?.withheld).toBe('webhooks of Kanboard are not sent')
  })

  it('is told nothing when no address is set, or when nothing happened', async () => {
    const silent = fakeWith('')
    await result(silent, 'createTask', { title: 'one', project_id: 1 })
    const fake = fakeWith('https://hooks.example.com/in')
    await result(fake, 'createTask', { title: '', project_id: 1 })
    expect([...hooks(silent), ...hooks(fake)]).toEqual([])
  })
})

describe('a mail', () => {
  it('goes to members who want it, and not to who did it', async () => {
    const fake = fakeWith('')
    await result(fake, 'createTask', { title: 'one', project_id: 1 }, asMia)
    await result(fake, 'createTask', { title: 'two', project_id: 1 }, asAnn)
    expect(mails(fake)).toEqual(['Ann <ann@localhost>: [Plan] New task #1: one'])
  })

  it('names who did it as its sender', async () => {
    const fake = fakeWith('')
    await result(fake, 'createTask', { title: 'one', project_id: 1 }, asMia)
    await result(fake, 'closeTask', { task_id: 1 })
    expect(sent(fake).map(({ headers }) => headers['from'])).toEqual([
      'mia via Kanboard <notifications@kanboard.local>',
      'Kanboard <notifications@kanboard.local>',
    ])
  })

  it('goes to members by a group about the tasks that are theirs', async () => {
    const fake = fakeWith('')
    await result(fake, 'createTask', { title: 'one', project_id: 1, owner_id: 4 }, asAnn)
    await result(fake, 'createTask', { title: 'two', project_id: 1 }, asAnn)
    expect(mails(fake)).toEqual(['tom <tom@localhost>: [Plan] New task #1: one'])
  })

  it('goes to members whom a new comment names', async () => {
    const fake = fakeWith('')
    await result(fake, 'createTask', { title: 'one', project_id: 1 }, asAnn)
    await result(fake, 'createComment', { task_id: 1, user_id: 3, content: 'ask @tom, @mia or @x.' }, asAnn)
    expect(mails(fake)).toEqual(['tom <tom@localhost>: [Plan] You were mentioned in a comment on the task #1'])
  })

  it('is what the action TaskEmail asks for', async () => {
    const fake = fakeWith('')
    const params = { column_id: 2, user_id: 2, subject: 'Look at {{title}} {{none}}' }
    const action_name = '\\Kanboard\\Action\\TaskEmail'
    await result(fake, 'createAction', { project_id: 1, event_name: 'task.move.column', action_name, params })
    await result(fake, 'createTask', { title: 'one', project_id: 1 }, asAnn)
    await result(
      fake,
      'moveTaskPosition',
      { project_id: 1, task_id: 1, column_id: 2, position: 1, swimlane_id: 1 },
      asAnn,
    )
    expect(mails(fake)).toEqual(['mia <mia@localhost>: Look at one {{none}}'])
  })

  it('had another subject until 1.0.31', async () => {
    const fake = fakeWith('', { profile: 'kanboard@1.0.22' })
    await result(fake, 'createTask', { title: 'one', project_id: 1 })
    expect(mails(fake)).toEqual(['Ann <ann@localhost>: [Plan][New task] one (#1)'])
  })
})

describe('what is withheld', () => {
  it('is told in the request log', async () => {
    const fake = fakeWith('https://hooks.example.com/in')
    const seen: DeliveryEntry[] = []
    fake.log.follow((entry) => {
      if (entry.event === 'delivery') seen.push(entry)
    })
    const body = JSON.stringify({ jsonrpc: '2.0', method: 'createTask', params: ['one', 1], id: 1 })
    const authorization = `Basic ${Buffer.from(`jsonrpc:${smallPart.settings.api_token}`).toString('base64')}`
    await fake.fetch('/jsonrpc.php', { method: 'POST', headers: { authorization }, body })
    await fake.delivered()
    expect(seen).toMatchObject([
      {
        about: 'task.create',
        url: 'mailto:ann@localhost?subject=%5BPlan%5D%20New%20task%20%231%3A%20one',
        outcome: 'withheld',
        why: 'mail is not sent',
      },
      { about: 'task.create', outcome: 'withheld', why: 'webhooks of Kanboard are not sent' },
    ])
  })
})
