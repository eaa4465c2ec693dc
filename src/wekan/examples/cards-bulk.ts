import type { Example } from '../../kernel/operation.js'

export const deleteBoardCardsBulkExamples: readonly Example[] = [
  {
    title: 'a card and an unknown id, made by the fake',
    input: {
      params: { boardId: 'QEZje8krz5wLweN3j' },
      query: {},
      body: { cardIds: ['3jKknCM99gdnHpBXe', 'doesNotExist'] },
    },
    output: { deleted: ['3jKknCM99gdnHpBXe'], notFound: ['doesNotExist'] },
    source: { code: 'wekan/wekan@v11.07 server/models/cards.js:1776' },
  },
  {
    title: 'no ids, made by the fake',
    input: { params: { boardId: 'QEZje8krz5wLweN3j' }, query: {}, body: {} },
    output: { error: 'cardIds must be a non-empty array' },
    status: 400,
    source: { code: 'wekan/wekan@v11.07 server/models/cards.js:1776' },
  },
]

export const postBoardListCardsBulkExamples: readonly Example[] = [
  {
    title: 'two cards, made by the fake',
    input: {
      params: { boardId: 'QEZje8krz5wLweN3j', listId: 'h7MbLzRYtdeTEWr6c' },
      query: {},
      body: { swimlaneId: 'Nfow6y3GjwoAmwMRY', authorId: 'rL4zB6oz5tbpZchFH', cards: [{ title: 'A' }, { title: 'B' }] },
    },
    output: [
      { index: 0, _id: '3jKknCM99gdnHpBXe' },
      { index: 1, _id: 'BefNfqeTMPsu4EPzE' },
    ],
    source: { code: 'wekan/wekan@v11.07 server/models/cards.js:1194' },
  },
  {
    title: 'no cards, made by the fake',
    input: { params: { boardId: 'QEZje8krz5wLweN3j', listId: 'h7MbLzRYtdeTEWr6c' }, query: {}, body: { cards: [] } },
    output: { error: 'cards must be a non-empty array' },
    status: 400,
    source: { code: 'wekan/wekan@v11.07 server/models/cards.js:1194' },
  },
]
