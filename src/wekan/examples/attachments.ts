import type { Example } from '../../kernel/operation.js'

export const deleteAttachmentExamples: readonly Example[] = [
  {
    title: 'a file, made by the fake',
    input: { params: { attachmentId: 'tjLYuCt4uxwgwGcER' }, query: {}, body: {} },
    output: {
      success: true,
      attachmentId: 'tjLYuCt4uxwgwGcER',
      fileName: 'note.txt',
      message: 'Attachment deleted successfully',
    },
    source: { code: 'wekan/wekan@v11.07 server/routes/attachmentApi.js:1030' },
  },
  {
    title: 'an unknown file',
    input: { params: { attachmentId: 'doesNotExist' }, query: {}, body: {} },
    output: { success: false, error: 'Attachment not found' },
    status: 404,
    source: { evidence: 'wekan/v11.07/attachments.json step 13' },
  },
]

export const downloadAttachmentExamples: readonly Example[] = [
  {
    title: 'a file, made by the fake',
    input: { params: { attachmentId: 'tjLYuCt4uxwgwGcER' }, query: {}, body: {} },
    output: {
      success: true,
      attachmentId: 'tjLYuCt4uxwgwGcER',
      fileName: 'note.txt',
      fileSize: 5,
      fileType: 'text/plain',
      base64Data: 'aGVsbG8=',
      storageBackend: 'fs',
    },
    source: { code: 'wekan/wekan@v11.07 server/routes/attachmentApi.js:548' },
  },
  {
    title: 'an unknown file',
    input: { params: { attachmentId: 'doesNotExist' }, query: {}, body: {} },
    output: { success: false, error: 'Attachment not found' },
    status: 404,
    source: { evidence: 'wekan/v11.07/attachments.json step 12' },
  },
]

export const getAttachmentInfoExamples: readonly Example[] = [
  {
    title: 'a file, made by the fake',
    input: { params: { attachmentId: 'tjLYuCt4uxwgwGcER' }, query: {}, body: {} },
    output: {
      success: true,
      attachmentId: 'tjLYuCt4uxwgwGcER',
      fileName: 'note.txt',
      fileSize: 5,
      fileType: 'text/plain',
      storageBackend: 'fs',
      boardId: 'j6rcfB73A4iCaBor8',
      swimlaneId: 'JBABe5yTHiJNpn4ss',
      listId: 'ZbS3uKejHvcxxrWap',
      cardId: 'TXiHezPtLSucce2J9',
      isImage: false,
      versions: [{ versionName: 'original', storage: 'fs', size: 5, type: 'text/plain' }],
    },
    source: { code: 'wekan/wekan@v11.07 server/routes/attachmentApi.js:1070' },
  },
  {
    title: 'an unknown file',
    input: { params: { attachmentId: 'doesNotExist' }, query: {}, body: {} },
    output: { success: false, error: 'Attachment not found' },
    status: 404,
    source: { evidence: 'wekan/v11.07/attachments.json step 11' },
  },
]

export const listListAttachmentsExamples: readonly Example[] = [
  {
    title: 'a file, made by the fake',
    input: {
      params: { boardId: 'j6rcfB73A4iCaBor8', swimlaneId: 'JBABe5yTHiJNpn4ss', listId: 'ZbS3uKejHvcxxrWap' },
      query: {},
      body: {},
    },
    output: {
      success: true,
      attachments: [
        {
          attachmentId: 'tjLYuCt4uxwgwGcER',
          fileName: 'note.txt',
          fileSize: 5,
          fileType: 'text/plain',
          storageBackend: 'fs',
          boardId: 'j6rcfB73A4iCaBor8',
          swimlaneId: 'JBABe5yTHiJNpn4ss',
          listId: 'ZbS3uKejHvcxxrWap',
          cardId: 'TXiHezPtLSucce2J9',
          isImage: false,
        },
      ],
      count: 1,
    },
    source: { code: 'wekan/wekan@v11.07 server/routes/attachmentApi.js:720' },
  },
  {
    title: 'a stranger, made by the fake',
    input: {
      params: { boardId: 'j6rcfB73A4iCaBor8', swimlaneId: 'JBABe5yTHiJNpn4ss', listId: 'ZbS3uKejHvcxxrWap' },
      query: {},
      body: {},
    },
    output: { success: false, error: 'You do not have permission to access this board' },
    status: 403,
    source: { code: 'wekan/wekan@v11.07 server/routes/attachmentApi.js:720' },
  },
]

export const listSwimlaneAttachmentsExamples: readonly Example[] = [
  {
    title: 'a file, made by the fake',
    input: { params: { boardId: 'j6rcfB73A4iCaBor8', swimlaneId: 'JBABe5yTHiJNpn4ss' }, query: {}, body: {} },
    output: {
      success: true,
      attachments: [
        {
          attachmentId: 'tjLYuCt4uxwgwGcER',
          fileName: 'note.txt',
          fileSize: 5,
          fileType: 'text/plain',
          storageBackend: 'fs',
          boardId: 'j6rcfB73A4iCaBor8',
          swimlaneId: 'JBABe5yTHiJNpn4ss',
          listId: 'ZbS3uKejHvcxxrWap',
          cardId: 'TXiHezPtLSucce2J9',
          isImage: false,
        },
      ],
      count: 1,
    },
    source: { code: 'wekan/wekan@v11.07 server/routes/attachmentApi.js:719' },
  },
  {
    title: 'a stranger, made by the fake',
    input: { params: { boardId: 'j6rcfB73A4iCaBor8', swimlaneId: 'JBABe5yTHiJNpn4ss' }, query: {}, body: {} },
    output: { success: false, error: 'You do not have permission to access this board' },
    status: 403,
    source: { code: 'wekan/wekan@v11.07 server/routes/attachmentApi.js:719' },
  },
]
