import type { Example } from '../../kernel/operation.js'

export const copyAttachmentExamples: readonly Example[] = [
  {
    title: 'a file, made by the fake',
    input: {
      params: {},
      query: {},
      body: {
        attachmentId: 'tjLYuCt4uxwgwGcER',
        targetBoardId: 'j6rcfB73A4iCaBor8',
        targetSwimlaneId: 'JBABe5yTHiJNpn4ss',
        targetListId: 'ZbS3uKejHvcxxrWap',
        targetCardId: 'TXiHezPtLSucce2J9',
      },
    },
    output: {
      success: true,
      sourceAttachmentId: 'tjLYuCt4uxwgwGcER',
      newAttachmentId: 'c6CYdoHHYNTvm3emJ',
      fileName: 'note.txt',
      fileSize: 5,
      message: 'Attachment copied successfully',
    },
    source: { code: 'wekan/wekan@v11.07 server/routes/attachmentApi.js:757' },
  },
  {
    title: 'an unknown file, made by the fake',
    input: {
      params: {},
      query: {},
      body: {
        attachmentId: 'doesNotExist',
        targetBoardId: 'j6rcfB73A4iCaBor8',
        targetSwimlaneId: 'JBABe5yTHiJNpn4ss',
        targetListId: 'ZbS3uKejHvcxxrWap',
        targetCardId: 'TXiHezPtLSucce2J9',
      },
    },
    output: { success: false, error: 'Source attachment not found' },
    status: 404,
    source: { code: 'wekan/wekan@v11.07 server/routes/attachmentApi.js:757' },
  },
]

export const moveAttachmentExamples: readonly Example[] = [
  {
    title: 'a file, made by the fake',
    input: {
      params: {},
      query: {},
      body: {
        attachmentId: 'tjLYuCt4uxwgwGcER',
        targetBoardId: 'j6rcfB73A4iCaBor8',
        targetSwimlaneId: 'JBABe5yTHiJNpn4ss',
        targetListId: 'ZbS3uKejHvcxxrWap',
        targetCardId: 'TXiHezPtLSucce2J9',
      },
    },
    output: {
      success: true,
      attachmentId: 'tjLYuCt4uxwgwGcER',
      fileName: 'note.txt',
      fileSize: 5,
      sourceBoardId: 'j6rcfB73A4iCaBor8',
      targetBoardId: 'j6rcfB73A4iCaBor8',
      message: 'Attachment moved successfully',
    },
    source: { code: 'wekan/wekan@v11.07 server/routes/attachmentApi.js:893' },
  },
  {
    title: 'an unknown file, made by the fake',
    input: {
      params: {},
      query: {},
      body: {
        attachmentId: 'doesNotExist',
        targetBoardId: 'j6rcfB73A4iCaBor8',
        targetSwimlaneId: 'JBABe5yTHiJNpn4ss',
        targetListId: 'ZbS3uKejHvcxxrWap',
        targetCardId: 'TXiHezPtLSucce2J9',
      },
    },
    output: { success: false, error: 'Source attachment not found' },
    status: 404,
    source: { code: 'wekan/wekan@v11.07 server/routes/attachmentApi.js:893' },
  },
]

export const uploadAttachmentExamples: readonly Example[] = [
  {
    title: 'a file, made by the fake',
    input: {
      params: {},
      query: {},
      body: {
        boardId: 'j6rcfB73A4iCaBor8',
        swimlaneId: 'JBABe5yTHiJNpn4ss',
        listId: 'ZbS3uKejHvcxxrWap',
        cardId: 'TXiHezPtLSucce2J9',
        fileData: 'aGVsbG8=',
        fileName: 'note.txt',
        fileType: 'text/plain',
      },
    },
    output: {
      success: true,
      attachmentId: 'tjLYuCt4uxwgwGcER',
      fileName: 'note.txt',
      fileSize: 5,
      storageBackend: 'fs',
      message: 'Attachment uploaded successfully',
    },
    source: { code: 'wekan/wekan@v11.07 server/routes/attachmentApi.js:160' },
  },
  {
    title: 'no content, made by the fake',
    input: {
      params: {},
      query: {},
      body: {
        boardId: 'j6rcfB73A4iCaBor8',
        swimlaneId: 'JBABe5yTHiJNpn4ss',
        listId: 'ZbS3uKejHvcxxrWap',
        cardId: 'TXiHezPtLSucce2J9',
      },
    },
    output: { success: false, error: 'Missing required parameters' },
    status: 400,
    source: { code: 'wekan/wekan@v11.07 server/routes/attachmentApi.js:160' },
  },
]

export const uploadBoardBackgroundExamples: readonly Example[] = [
  {
    title: 'a picture, made by the fake',
    input: {
      params: {},
      query: {},
      body: { boardId: 'j6rcfB73A4iCaBor8', fileData: 'aGVsbG8=', fileName: 'background.png' },
    },
    output: {
      success: true,
      attachmentId: 'HGiw6iiaCyqZYTmJE',
      fileName: 'background.png',
      fileSize: 5,
      storageBackend: 'fs',
      backgroundImageURL: '/cdn/storage/attachments/HGiw6iiaCyqZYTmJE',
      message: 'Board background uploaded successfully',
    },
    source: { code: 'wekan/wekan@v11.07 server/routes/attachmentApi.js:355' },
  },
  {
    title: 'a stranger, made by the fake',
    input: {
      params: {},
      query: {},
      body: { boardId: 'j6rcfB73A4iCaBor8', fileData: 'aGVsbG8=', fileName: 'background.png' },
    },
    output: { success: false, error: 'Board admin required' },
    status: 403,
    source: { code: 'wekan/wekan@v11.07 server/routes/attachmentApi.js:355' },
  },
]

export const downloadBoardBackgroundExamples: readonly Example[] = [
  {
    title: 'a picture, made by the fake',
    input: { params: { boardId: 'j6rcfB73A4iCaBor8' }, query: {}, body: {} },
    output: {
      success: true,
      attachmentId: 'HGiw6iiaCyqZYTmJE',
      fileName: 'background.png',
      fileSize: 5,
      fileType: 'image/png',
      base64Data: 'aGVsbG8=',
      backgroundImageURL: '/cdn/storage/attachments/HGiw6iiaCyqZYTmJE',
      storageBackend: 'fs',
    },
    source: { code: 'wekan/wekan@v11.07 server/routes/attachmentApi.js:479' },
  },
  {
    title: 'no background, made by the fake',
    input: { params: { boardId: 'j6rcfB73A4iCaBor8' }, query: {}, body: {} },
    output: { success: false, error: 'Board has no background image set' },
    status: 404,
    source: { code: 'wekan/wekan@v11.07 server/routes/attachmentApi.js:479' },
  },
]
