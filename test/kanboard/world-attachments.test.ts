import { describe, expect, it } from 'vitest'
import { fakeOf, result, token } from './ask.js'

/** A world with one project whose only task has these parts. */
const taskOf = (entry: Record<string, unknown>) => ({
  now: '2026-01-05T09:00:00.000Z',
  kanboard: {
    settings: { api_token: token },
    users: { ann: {} },
    projects: { Ferry: { members: { ann: 'project-member' }, tasks: { moor: entry } } },
  },
})

describe('a task of a world', () => {
  it('has its files with their content', async () => {
    const files = [
      { name: 'a.txt', text: 'hé', by: 'ann' },
      { name: 'b.bin', base64: 'AAE=' },
    ]
    const fake = fakeOf({}, taskOf({ files }))
    expect(await result(fake, 'getAllTaskFiles', { task_id: 1 })).toMatchObject([
      { id: 1, name: 'a.txt', size: 3, user_id: 2, username: 'ann', is_image: 0 },
      { id: 2, name: 'b.bin', size: 2, user_id: 0 },
    ])
    expect(await result(fake, 'downloadTaskFile', { file_id: 1 })).toBe('aMOp')
    expect(await result(fake, 'downloadTaskFile', { file_id: 2 })).toBe('AAE=')
  })

  it('has its links to other places', async () => {
    const externalLinks = [
      { url: 'https://example.com/a', title: 'A', by: 'ann' },
      { url: 'https://example.com/b.pdf', type: 'attachment' },
    ]
    const fake = fakeOf({}, taskOf({ externalLinks }))
    expect(await result(fake, 'getAllExternalTaskLinks', { task_id: 1 })).toMatchObject([
      { id: 1, title: 'A', link_type: 'weblink', dependency: 'related', creator_id: 2 },
      { id: 2, title: 'b.pdf', link_type: 'attachment', creator_id: 0 },
    ])
  })

  it('comes again when it is closed', async () => {
    const recurrence = { when: 'is closed', every: 2, unit: 'months' }
    const fake = fakeOf({}, taskOf({ due: '2026-02-01', recurrence }))
    expect(await result(fake, 'getTask', { task_id: 1 })).toMatchObject({
      recurrence_status: 1,
      recurrence_trigger: 2,
      recurrence_factor: 2,
      recurrence_timeframe: 1,
      recurrence_basedate: 0,
    })
    await result(fake, 'closeTask', { task_id: 1 })
    const due = Date.parse('2026-04-01T00:00:00Z') / 1000
    expect(await result(fake, 'getTask', { task_id: 2 })).toMatchObject({ title: 'moor', date_due: due })
  })

  it.each([
    [{ files: [{ name: 'a.txt' }] }, 'Give either text or base64'],
    [{ files: [{ name: 'a.txt', text: 'x', by: 'tom' }] }, 'tom'],
    [{ externalLinks: [{ url: 'https://x.y', type: 'nonsense' }] }, 'type'],
    [{ recurrence: { when: 'never' } }, 'when'],
  ])('is refused with %j', (entry, why) => {
    expect(() => fakeOf({}, taskOf(entry))).toThrow(why)
  })
})
