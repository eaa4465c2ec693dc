import { z } from 'zod'
import { lenient } from '../../kernel/view.js'
import { signedIn, writesTo } from '../access.js'
import { eventsIn } from '../calendar.js'
import { insertCard, logCardMade } from '../card-store.js'
import { MeteorError, Sent } from '../failures.js'
import { listOn, swimlaneOn } from '../list-store.js'
import { boardId, listId, route, swimlaneId } from '../route.js'

const source = { code: 'wekan/wekan@v11.07 server/methods/icsImport.js:114' } as const

export const importIcs = route({
  id: 'import_ics',
  group: 'cards',
  summary: 'Make a card of every event of an iCalendar text.',
  doc: 'Start and end become start and due date; all-day events begin at midnight UTC. The cards have the number 0. Site admins need a role on the board here.',
  sources: [source],
  versions: { since: '9.31' },
  effect: 'write',
  method: 'POST',
  path: '/api/boards/:boardId/swimlanes/:swimlaneId/lists/:listId/ics',
  auth: 'board-member',
  failure: 'HTML',
  unverified: 'no recording exercises it',
  params: { boardId, swimlaneId, listId },
  body: {
    ics: lenient(z.string().describe('The iCalendar text.')),
    icsText: lenient(z.string().optional().describe('The same by another name.')),
  },
  output: z.object({
    created: z.number().describe('How many cards were made.'),
    cardIds: z.array(z.string()).describe('Their ids, in the order of the events.'),
  }),
  errors: [
    { when: 'no token, or an unknown one: the error page', status: 401, source },
    {
      when: 'the board does not exist, or the caller has no role on it that writes',
      status: 401,
      contentType: 'application/json',
      source,
    },
    { when: 'there is no text', status: 400, contentType: 'application/json', source },
    { when: 'list or swimlane are not on the board: the error page', status: 500, source },
  ],
  examples: [
    {
      title: 'an event, made by the fake',
      input: {
        params: { boardId: 'QEZje8krz5wLweN3j', swimlaneId: 'Nfow6y3GjwoAmwMRY', listId: 'h7MbLzRYtdeTEWr6c' },
        query: {},
        body: { ics: 'BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Event\nDTSTART:20260102\nEND:VEVENT\nEND:VCALENDAR' },
      },
      output: { created: 1, cardIds: ['Sb7cuYejpJAn2Bciw'] },
      source: { code: 'wekan/wekan@v11.07 server/methods/icsImport.js:114' },
    },
    {
      title: 'no text, made by the fake',
      input: {
        params: { boardId: 'QEZje8krz5wLweN3j', swimlaneId: 'Nfow6y3GjwoAmwMRY', listId: 'h7MbLzRYtdeTEWr6c' },
        query: {},
        body: {},
      },
      output: { error: 'missing-ics', message: 'Provide the .ics file contents in the "ics" field.' },
      status: 400,
      source: { code: 'wekan/wekan@v11.07 server/methods/icsImport.js:114' },
    },
  ],
  handle(ctx, { params, body }) {
    const caller = signedIn(ctx)
    const board = ctx.db.boards.get(params.boardId)
    if (!board || !writesTo(board, caller._id)) throw new Sent(401, { error: 'not-authorized' })
    const text: unknown = body['ics'] || body['icsText']
    if (typeof text !== 'string' || text.trim() === '') {
      const message = 'Provide the .ics file contents in the "ics" field.'
      throw new Sent(400, { error: 'missing-ics', message })
    }
    const list = listOn(ctx, board._id, params.listId)
    if (!list) throw new MeteorError('list-not-found', 'List not found on this board.')
    const lane = swimlaneOn(ctx, board._id, params.swimlaneId)
    if (!lane) throw new MeteorError('swimlane-not-found', 'Swimlane not found on this board.')
    const place = { boardId: board._id, listId: list._id, swimlaneId: lane._id, userId: caller._id }
    const cardIds = eventsIn(text).map(({ summary, description, start, end = start }, sort) => {
      const dates = { ...(start === undefined ? {} : { startAt: start }), ...(end === undefined ? {} : { dueAt: end }) }
      const card = insertCard(ctx, { title: summary, description, ...place, sort, ...dates })
      logCardMade(ctx, card, 'nobody')
      return card._id
    })
    return { created: cardIds.length, cardIds }
  },
})
