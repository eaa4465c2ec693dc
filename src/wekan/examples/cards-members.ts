import type { Example } from '../../kernel/operation.js'

export const postBoardListCardAssigneeExamples: readonly Example[] = [
  {
    title: 'an assignee, made by the fake',
    input: {
      params: {
        boardId: 'QEZje8krz5wLweN3j',
        listId: 'h7MbLzRYtdeTEWr6c',
        cardId: 'vz82bryHtnqtXxKJf',
        assigneeId: 'rL4zB6oz5tbpZchFH',
      },
      query: {},
      body: {},
    },
    output: { _id: 'vz82bryHtnqtXxKJf', members: [], assignees: ['rL4zB6oz5tbpZchFH'] },
    source: { code: 'wekan/wekan@v11.07 server/models/cards.js:2067' },
  },
  {
    title: 'somebody who is not on the board, made by the fake',
    input: {
      params: {
        boardId: 'QEZje8krz5wLweN3j',
        listId: 'h7MbLzRYtdeTEWr6c',
        cardId: 'vz82bryHtnqtXxKJf',
        assigneeId: 'iezMRrB8t5Rue263a',
      },
      query: {},
      body: {},
    },
    output: { error: 'userId is not an active member of this board' },
    status: 400,
    source: { code: 'wekan/wekan@v11.07 server/models/cards.js:2067' },
  },
]

export const postBoardListCardMemberExamples: readonly Example[] = [
  {
    title: 'a member, made by the fake',
    input: {
      params: {
        boardId: 'QEZje8krz5wLweN3j',
        listId: 'h7MbLzRYtdeTEWr6c',
        cardId: 'vz82bryHtnqtXxKJf',
        memberId: 'rL4zB6oz5tbpZchFH',
      },
      query: {},
      body: {},
    },
    output: { _id: 'vz82bryHtnqtXxKJf', members: ['rL4zB6oz5tbpZchFH'], assignees: [] },
    source: { code: 'wekan/wekan@v11.07 server/models/cards.js:2055' },
  },
  {
    title: 'somebody who is not on the board, made by the fake',
    input: {
      params: {
        boardId: 'QEZje8krz5wLweN3j',
        listId: 'h7MbLzRYtdeTEWr6c',
        cardId: 'vz82bryHtnqtXxKJf',
        memberId: 'iezMRrB8t5Rue263a',
      },
      query: {},
      body: {},
    },
    output: { error: 'userId is not an active member of this board' },
    status: 400,
    source: { code: 'wekan/wekan@v11.07 server/models/cards.js:2055' },
  },
]

export const postBoardListCardCopyExamples: readonly Example[] = [
  {
    title: 'a card, made by the fake',
    input: {
      params: { boardId: 'QEZje8krz5wLweN3j', listId: 'h7MbLzRYtdeTEWr6c', cardId: 'vz82bryHtnqtXxKJf' },
      query: {},
      body: { toSwimlaneId: 'Nfow6y3GjwoAmwMRY', position: 0 },
    },
    output: { _id: 'N4Zdeou4FxNi5hMRo' },
    source: { code: 'wekan/wekan@v11.07 server/models/cards.js:2084' },
  },
  {
    title: 'no swimlane, made by the fake',
    input: {
      params: { boardId: 'QEZje8krz5wLweN3j', listId: 'h7MbLzRYtdeTEWr6c', cardId: 'vz82bryHtnqtXxKJf' },
      query: {},
      body: {},
    },
    output: { error: 'toSwimlaneId is required' },
    status: 400,
    source: { code: 'wekan/wekan@v11.07 server/models/cards.js:2084' },
  },
]

export const deleteBoardListCardAssigneeExamples: readonly Example[] = [
  {
    title: 'an assignee, made by the fake',
    input: {
      params: {
        boardId: 'QEZje8krz5wLweN3j',
        listId: 'h7MbLzRYtdeTEWr6c',
        cardId: 'vz82bryHtnqtXxKJf',
        assigneeId: 'rL4zB6oz5tbpZchFH',
      },
      query: {},
      body: {},
    },
    output: { _id: 'vz82bryHtnqtXxKJf', members: [], assignees: [] },
    source: { code: 'wekan/wekan@v11.07 server/models/cards.js:2073' },
  },
  {
    title: 'an unknown card, made by the fake',
    input: {
      params: {
        boardId: 'QEZje8krz5wLweN3j',
        listId: 'h7MbLzRYtdeTEWr6c',
        cardId: 'doesNotExist',
        assigneeId: 'rL4zB6oz5tbpZchFH',
      },
      query: {},
      body: {},
    },
    output: { error: 'Card not found' },
    status: 404,
    source: { code: 'wekan/wekan@v11.07 server/models/cards.js:2073' },
  },
]

export const deleteBoardListCardMemberExamples: readonly Example[] = [
  {
    title: 'a member, made by the fake',
    input: {
      params: {
        boardId: 'QEZje8krz5wLweN3j',
        listId: 'h7MbLzRYtdeTEWr6c',
        cardId: 'vz82bryHtnqtXxKJf',
        memberId: 'rL4zB6oz5tbpZchFH',
      },
      query: {},
      body: {},
    },
    output: { _id: 'vz82bryHtnqtXxKJf', members: [], assignees: [] },
    source: { code: 'wekan/wekan@v11.07 server/models/cards.js:2061' },
  },
  {
    title: 'an unknown card, made by the fake',
    input: {
      params: {
        boardId: 'QEZje8krz5wLweN3j',
        listId: 'h7MbLzRYtdeTEWr6c',
        cardId: 'doesNotExist',
        memberId: 'rL4zB6oz5tbpZchFH',
      },
      query: {},
      body: {},
    },
    output: { error: 'Card not found' },
    status: 404,
    source: { code: 'wekan/wekan@v11.07 server/models/cards.js:2061' },
  },
]
