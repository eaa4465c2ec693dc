import type { Example } from '../../kernel/operation.js'

export const exportBoardPDFExamples: readonly Example[] = [
  {
    title: 'the first bytes of the file, made by the fake',
    input: { params: { boardId: 'g3k58X4RFRwtzaqyz' }, query: {}, body: {} },
    output: '%PDF-1.3',
    source: { code: 'wekan/wekan@v11.07 models/exportPDF.js:193' },
  },
  {
    title: 'no token, made by the fake',
    input: { params: { boardId: 'g3k58X4RFRwtzaqyz' }, query: {}, body: {} },
    output: 'Unauthorized',
    status: 401,
    source: { code: 'wekan/wekan@v11.07 models/exportPDF.js:193' },
  },
]

export const exportCardPDFExamples: readonly Example[] = [
  {
    title: 'the first bytes of the file, made by the fake',
    input: {
      params: { boardId: 'g3k58X4RFRwtzaqyz', listId: '36dEpP3umWARAB6hx', cardId: '5sufZZ2MTAWJNFM3D' },
      query: {},
      body: {},
    },
    output: '%PDF-1.3',
    source: { code: 'wekan/wekan@v11.07 models/exportPDF.js:89' },
  },
  {
    title: 'no token, made by the fake',
    input: {
      params: { boardId: 'g3k58X4RFRwtzaqyz', listId: '36dEpP3umWARAB6hx', cardId: '5sufZZ2MTAWJNFM3D' },
      query: {},
      body: {},
    },
    output: 'Unauthorized',
    status: 401,
    source: { code: 'wekan/wekan@v11.07 models/exportPDF.js:89' },
  },
]

export const exportExcelExamples: readonly Example[] = [
  {
    title: 'the first bytes of the file, made by the fake',
    input: { params: { boardId: 'g3k58X4RFRwtzaqyz' }, query: {}, body: {} },
    output: 'PK\u0003\u0004',
    source: { code: 'wekan/wekan@v11.07 models/exportExcel.js:67' },
  },
  {
    title: 'no token, made by the fake',
    input: { params: { boardId: 'g3k58X4RFRwtzaqyz' }, query: {}, body: {} },
    output: 'Unauthorized',
    status: 401,
    source: { code: 'wekan/wekan@v11.07 models/exportExcel.js:67' },
  },
]

export const exportExcelCardExamples: readonly Example[] = [
  {
    title: 'the first bytes of the file, made by the fake',
    input: {
      params: { boardId: 'g3k58X4RFRwtzaqyz', listId: '36dEpP3umWARAB6hx', cardId: '5sufZZ2MTAWJNFM3D' },
      query: {},
      body: {},
    },
    output: 'PK\u0003\u0004',
    source: { code: 'wekan/wekan@v11.07 models/exportExcelCard.js:35' },
  },
  {
    title: 'no token, made by the fake',
    input: {
      params: { boardId: 'g3k58X4RFRwtzaqyz', listId: '36dEpP3umWARAB6hx', cardId: '5sufZZ2MTAWJNFM3D' },
      query: {},
      body: {},
    },
    output: 'Unauthorized',
    status: 401,
    source: { code: 'wekan/wekan@v11.07 models/exportExcelCard.js:35' },
  },
]

export const exportZipExamples: readonly Example[] = [
  {
    title: 'the first bytes of the file, made by the fake',
    input: { params: { boardId: 'g3k58X4RFRwtzaqyz' }, query: {}, body: {} },
    output: 'PK\u0003\u0004',
    source: { code: 'wekan/wekan@v11.07 models/export.js:196' },
  },
  {
    title: 'no token, made by the fake',
    input: { params: { boardId: 'g3k58X4RFRwtzaqyz' }, query: {}, body: {} },
    output: { error: 'Unauthorized' },
    status: 401,
    source: { code: 'wekan/wekan@v11.07 models/export.js:196' },
  },
]
