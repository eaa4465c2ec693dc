import { describe, expect, it } from 'vitest'
import { bob, fakeOf } from './ask.js'
import { card, done, filled, one, plan, todo, told } from './content.js'

const open = (choice = {}) => fakeOf(choice, filled)
const old = { profile: 'wekan@7.10' }

describe('a card', () => {
  it('keeps what it has when a later member of the same request is refused', async () => {
    const fake = open()
    expect((await told(fake, `PUT ${one}`, { title: 'New', color: 'nocolor' }))[0]).toBe(500)
    expect(await card(fake)).toMatchObject({ title: 'New' })
  })

  it('takes null among its labels, and numbers as texts', async () => {
    const fake = open()
    expect((await told(fake, `PUT ${one}`, { labelIds: ['urgent', 1, null] }))[0]).toBe(200)
    expect(await card(fake)).toMatchObject({ labelIds: ['urgent', '1', null] })
  })

  it('takes a text for its values that are empty, or objects', async () => {
    const fake = open()
    const customFields = [{ _id: 'a', value: '' }, { _id: 'b', value: { c: 1 } }, { _id: 'd' }]
    expect((await told(fake, `PUT ${one}`, { customFields }))[0]).toBe(200)
    const kept = [{ _id: 'a', value: '' }, { _id: 'b', value: '' }, { _id: 'd' }]
    expect(await card(fake)).toMatchObject({ customFields: kept })
  })

  it('takes a colour as #rrggbb in v11.07 and not in v7.10', async () => {
    expect((await told(open(), `PUT ${one}`, { color: '#00ff00' }))[0]).toBe(200)
    expect((await told(open(old), `PUT ${one}`, { color: '#00ff00' }))[0]).toBe(500)
  })

  it('reads texts without a zone as UTC, whatever zone this machine has', async () => {
    const fake = open()
    await told(fake, `PUT ${one}`, { endAt: '2026-01-04 10:00', startAt: 'Mon, 05 Jan 2026 10:00:00 +0200' })
    expect(await card(fake)).toMatchObject({ endAt: '2026-01-04T10:00:00.000Z', startAt: '2026-01-05T08:00:00.000Z' })
  })

  it.each(['', null, 'null'])('loses a date that is sent as %j', async (dueAt) => {
    const fake = open()
    await told(fake, `PUT ${one}`, { dueAt })
    expect(await card(fake)).not.toHaveProperty('dueAt')
  })

  it('keeps its dates in v7.10 when they are sent empty', async () => {
    const fake = open(old)
    await told(fake, `PUT ${one}`, { dueAt: '' })
    const [, body] = await told(fake, `GET ${one}`)
    expect(body).toMatchObject({ dueAt: '2026-02-01T00:00:00.000Z' })
  })

  it('has its title cut at 1000 characters', async () => {
    const fake = open()
    await told(fake, `PUT ${one}`, { title: 'x'.repeat(1001) })
    expect((await card(fake))['title']).toHaveLength(1000)
  })

  it('takes stickers and places as JSON text, with the defaults of what is left out', async () => {
    const fake = open()
    const form = new URLSearchParams({ stickers: '[{"icon":"star"}]', locations: '[{"latitude":"60.1"}]' })
    expect((await told(fake, `PUT ${one}`, undefined, { form: form.toString() }))[0]).toBe(200)
    expect(await card(fake)).toMatchObject({
      stickers: [{ icon: 'star', name: '', position: 0 }],
      locations: [{ _id: expect.any(String), name: '', address: '', latitude: 60.1 }],
    })
  })

  it('drops isOverTime, and stores it where the quirk is off', async () => {
    const dropped = open()
    await told(dropped, `PUT ${one}`, { isOverTime: true })
    expect(await card(dropped)).toMatchObject({ isOvertime: false })
    const stored = open({ fidelity: 'documented' })
    await told(stored, `PUT ${one}`, { isOverTime: true })
    expect(await card(stored)).toMatchObject({ isOvertime: true })
  })

  it('of no board fails after it was asked to move to another list', async () => {
    expect((await told(open(), `PUT ${todo}/cards/none`, { listId: 'doneeeeeeeeeeeeee' }))[0]).toBe(500)
  })

  it('may get a parent on a board that the caller sees', async () => {
    const fake = open()
    expect((await told(fake, `PUT ${one}`, { parentId: 'twooooooooooooooo' }))[0]).toBe(200)
    expect(await card(fake)).toMatchObject({ parentId: 'twooooooooooooooo' })
  })

  it('is archived and restored by PUT whatever list the address names', async () => {
    const fake = open()
    await told(fake, `PUT ${done}/cards/oneeeeeeeeeeeeeee`, { archive: 'TRUE' })
    expect(await card(fake)).toMatchObject({ archived: true })
    await told(fake, `PUT ${done}/cards/oneeeeeeeeeeeeeee`, { archive: 'no' })
    expect(await card(fake)).toMatchObject({ archived: false })
  })
})

describe('archiving', () => {
  it('takes the subtasks along', async () => {
    const fake = open()
    const [status, body] = await told(fake, `POST ${one}/archive`, {})
    expect([status, body]).toEqual([
      200,
      { _id: 'oneeeeeeeeeeeeeee', archived: true, archivedAt: '2026-01-05T09:00:00.000Z' },
    ])
    expect(await card(fake, 'parttttttttttttttt')).toMatchObject({ archived: true })
  })

  it('of a card that is archived answers the error page with 500', async () => {
    expect((await told(open(), `POST ${done}/cards/oldddddddddddddddd/archive`, {}))[0]).toBe(500)
  })

  it('keeps its moment when the card comes back', async () => {
    const fake = open()
    await told(fake, `POST ${done}/cards/oldddddddddddddddd/unarchive`, {})
    expect(await card(fake, 'oldddddddddddddddd')).toMatchObject({
      archived: false,
      archivedAt: '2026-01-05T09:00:00.000Z',
    })
  })
})

describe('deleting a card', () => {
  it('takes its subtasks along', async () => {
    const fake = open()
    await told(fake, `DELETE ${one}`)
    expect((await told(fake, 'GET /api/cards/parttttttttttttttt'))[0]).toBe(404)
  })

  it('under the wrong list keeps the card and takes its subtasks', async () => {
    const fake = open()
    await told(fake, `DELETE ${done}/cards/oneeeeeeeeeeeeeee`)
    expect((await told(fake, 'GET /api/cards/parttttttttttttttt'))[0]).toBe(404)
    expect(await card(fake)).toMatchObject({ title: 'one' })
  })

  it('under the wrong list changes nothing where the quirk is off', async () => {
    const fake = open({ fidelity: 'documented' })
    await told(fake, `DELETE ${done}/cards/oneeeeeeeeeeeeeee`)
    expect(await card(fake, 'parttttttttttttttt')).toMatchObject({ title: 'part' })
  })
})

describe('new cards', () => {
  const body = { title: 'New', swimlaneId: 'dfaaaaaaaaaaaaaaa' }

  it('count up from the highest number of the board', async () => {
    const fake = open()
    const [, made] = await told(fake, `POST ${todo}/cards`, body)
    expect(await card(fake, (made as { _id: string })._id)).toMatchObject({ cardNumber: 5, sort: 3 })
  })

  it('do not get the number of a deleted one again, as they do in v7.10', async () => {
    const numbers = []
    for (const choice of [{}, old]) {
      const fake = open(choice)
      const add = { ...body, authorId: 'adaaaaaaaaaaaaaaa' }
      const [, first] = await told(fake, `POST ${todo}/cards`, add)
      await told(fake, `DELETE ${todo}/cards/${(first as { _id: string })._id}`)
      const [, second] = await told(fake, `POST ${todo}/cards`, add)
      const [, read] = await told(fake, `GET ${todo}/cards/${(second as { _id: string })._id}`)
      numbers.push((read as { cardNumber: number }).cardNumber)
    }
    expect(numbers).toEqual([6, 5])
  })

  it('with linkedId stand for the other card, without its labels', async () => {
    const fake = open()
    const [, made] = await told(fake, `POST ${done}/cards`, { ...body, linkedId: 'oneeeeeeeeeeeeeee' })
    const linked = await card(fake, (made as { _id: string })._id)
    expect(linked).toMatchObject({
      type: 'cardType-linkedCard',
      linkedId: 'oneeeeeeeeeeeeeee',
      title: 'one',
      labelIds: [],
    })
  })

  it('without author answer 401 without a body where the quirk is off', async () => {
    expect(await told(open({ ...old, fidelity: 'documented' }), `POST ${todo}/cards`, body)).toEqual([401, undefined])
  })

  it('may be made by who comments only, and not be changed by him', async () => {
    const fake = open()
    expect((await told(fake, `POST ${todo}/cards`, body, { token: bob }))[0]).toBe(200)
    expect((await told(fake, `PUT ${one}`, { title: 'x' }, { token: bob }))[0]).toBe(403)
  })

  it('made at once stand in their order behind the others', async () => {
    const fake = open()
    const cards = [{ title: 'a' }, { title: 'b' }]
    const [, made] = await told(fake, `POST ${todo}/cards/bulk`, { swimlaneId: 'dfaaaaaaaaaaaaaaa', cards })
    expect(made).toEqual([
      { index: 0, _id: expect.any(String) },
      { index: 1, _id: expect.any(String) },
    ])
    const [, listed] = await told(fake, `GET ${todo}/cards`)
    expect((listed as { title: string }[]).map(({ title }) => title)).toEqual(['one', 'two', 'part', 'a', 'b'])
  })

  it('are at most 500 at once', async () => {
    const cards = Array.from({ length: 501 }, () => ({}))
    const error = { error: 'cards array too large (max 500 per request)' }
    expect(await told(open(), `POST ${todo}/cards/bulk`, { cards })).toEqual([400, error])
  })
})

describe('copying a card', () => {
  it('maps its labels by name on another board', async () => {
    const fake = open()
    const to = { toBoardId: 'otherrrrrrrrrrrrr', toSwimlaneId: 'othdffffffffffffff', toListId: 'othtodoooooooooooo' }
    const [, made] = await told(fake, `POST ${one}/copy`, to)
    const copy = await card(fake, (made as { _id: string })._id)
    expect(copy).toMatchObject({ boardId: 'otherrrrrrrrrrrrr', labelIds: ['urgnt2'], cardNumber: 1, title: 'one' })
  })

  it('into a swimlane of another board puts it into the first one of its own', async () => {
    const fake = open()
    const [, made] = await told(fake, `POST ${one}/copy`, { toSwimlaneId: 'othdffffffffffffff' })
    expect(await card(fake, (made as { _id: string })._id)).toMatchObject({ swimlaneId: 'dfaaaaaaaaaaaaaaa' })
  })

  it('puts the copy between its neighbours', async () => {
    const fake = open()
    const [, made] = await told(fake, `POST ${one}/copy`, { toSwimlaneId: 'dfaaaaaaaaaaaaaaa', position: 1 })
    const copy = await card(fake, (made as { _id: string })._id)
    expect(copy['sort']).toBe(0.5)
  })

  it('copies subtasks', async () => {
    const fake = open()
    await told(fake, `POST ${one}/copy`, { toSwimlaneId: 'dfaaaaaaaaaaaaaaa' })
    const [, count] = await told(fake, `GET ${plan}/cards_count`)
    expect(count).toEqual({ board_cards_count: 5 })
  })
})

describe('cards of the caller', () => {
  const query = (text: string) => told(open(), 'GET /api/user/cards', undefined, { query: text })

  it('are those that name him, on boards where he is active', async () => {
    const [, cards] = await query('')
    expect(cards).toMatchObject([{ _id: 'oneeeeeeeeeeeeeee', members: ['adaaaaaaaaaaaaaaa'] }])
  })

  it.each(['due=yes', 'from=2026-01-31', 'to=2026-02-01', 'from=2026-01-31&to=2026-02-02'])(
    'are found by %s',
    async (text) => expect((await query(text))[1]).toHaveLength(1),
  )

  it.each(['from=2026-02-02', 'to=2026-01-31', 'from=garbage'])('are not found by %s', async (text) =>
    expect((await query(text))[1]).toEqual([]),
  )
})

describe('an iCalendar text', () => {
  const ics = [
    'BEGIN:VCALENDAR',
    'BEGIN:VEVENT',
    'SUMMARY;LANGUAGE="a:b":Lunch\\, late',
    'DESCRIPTION:first\\nsec',
    ' ond',
    'DTSTART;TZID=Europe/Berlin:20260102T103000',
    'END:VEVENT',
    'END:VCALENDAR',
  ].join('\r\n')
  const path = `${plan}/swimlanes/dfaaaaaaaaaaaaaaa/lists/doneeeeeeeeeeeeee/ics`

  it('becomes a card for every event, due when it starts', async () => {
    const fake = open()
    const [, answer] = await told(fake, `POST ${path}`, { ics })
    const { cardIds } = answer as { cardIds: string[] }
    expect(await card(fake, cardIds[0])).toMatchObject({
      title: 'Lunch, late',
      description: 'first\nsecond',
      startAt: '2026-01-02T10:30:00.000Z',
      dueAt: '2026-01-02T10:30:00.000Z',
      cardNumber: 0,
    })
  })

  it('is not for site admins without a role on the board', async () => {
    const path2 = `/api/boards/opennnnnnnnnnnnnn/swimlanes/x/lists/y/ics`
    expect(await told(open(), `POST ${path2}`, { ics })).toEqual([401, { error: 'not-authorized' }])
  })
})
