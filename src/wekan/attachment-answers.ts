import { z } from 'zod'

export const attachmentId = z.string().describe('Id of the attachment.')

/** Members of an attachment as lists and reads show it. */
export const line = {
  attachmentId,
  fileName: z.string().describe('Name of the file.'),
  fileSize: z.number().describe('Size in bytes.'),
  fileType: z.string().describe('Media type.'),
  storageBackend: z.string().describe('Where it is kept: fs, gridfs or s3.'),
  boardId: z.string().describe('Id of the board.'),
  swimlaneId: z.string().optional().describe('Id of the swimlane; a background has none.'),
  listId: z.string().optional().describe('Id of the list; a background has none.'),
  cardId: z.string().optional().describe('Id of the card; a background has none.'),
  createdAt: z.iso.datetime().optional().describe('Read from a member that documents do not have, so never there.'),
  isImage: z.boolean().describe('Whether it is a picture.'),
}
export const success = z.literal(true).describe('Always true.')

export const callerErrors = [
  {
    when: 'neither a token nor X-User-Id with X-Auth-Token',
    status: 401,
    source: { evidence: 'wekan/v11.07/attachments.json step 14' },
  },
  {
    when: 'X-User-Id and X-Auth-Token do not belong together',
    status: 401,
    source: { evidence: 'wekan/v11.07/attachments.json step 16' },
  },
] as const
