import type { Writable } from 'node:stream'

/** Whether writing failed because nobody reads any longer, as `head` does when it has seen enough. */
export const isUnread = (error: NodeJS.ErrnoException): boolean => error.code === 'EPIPE'

/** Output that nobody reads any longer is dropped; what was begun is brought to its end all the same. */
export function dropUnread(...streams: readonly Writable[]): void {
  for (const stream of streams) {
    stream.on('error', (error) => {
      if (!isUnread(error)) throw error
    })
  }
}
