import { z } from 'zod'
import type { Reply } from './failures.js'

/** An answer whose body is no JSON of `sendJsonResult`: text, a page, or a file that is made after the handler ended. */
export class FileAnswer {
  constructor(
    readonly status: number,
    readonly headers: Readonly<Record<string, string>>,
    /** A function reads nothing but what the handler gathered: by then other requests may have changed the world. */
    readonly content?: string | Uint8Array | (() => Promise<Uint8Array>),
  ) {}
}

/** The output of a route that answers a file. */
export function fileOf(about: string): z.ZodType<FileAnswer, FileAnswer> {
  // What a client received is bytes, of which checks see nothing.
  return z.custom<FileAnswer>((value) => value === undefined || value instanceof FileAnswer).describe(about)
}

/** A text of the handler's own; `contentType` undefined is an answer that has none. */
export function textAnswer(status: number, text: string, contentType?: string): FileAnswer {
  return new FileAnswer(status, contentType === undefined ? {} : { 'content-type': contentType }, text)
}

/** The reply, at once or when the file is made. */
export function replyOfFile({ status, headers, content }: FileAnswer): Reply | Promise<Reply> {
  if (typeof content === 'function') return content().then((body) => ({ status, headers, body }))
  return content === undefined ? { status, headers } : { status, headers, body: content }
}
