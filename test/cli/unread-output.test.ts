import { PassThrough } from 'node:stream'
import { expect, it } from 'vitest'
import { dropUnread } from '../../src/cli/unread-output.js'

const failure = (code: string): Error => Object.assign(new Error(`write ${code}`), { code })

it('output that nobody reads any longer ends no command', () => {
  const stream = new PassThrough()
  dropUnread(stream)
  expect(stream.emit('error', failure('EPIPE'))).toBe(true)
})

it('output that cannot be written for another reason is told', () => {
  const stream = new PassThrough()
  dropUnread(stream)
  expect(() => stream.emit('error', failure('ENOSPC'))).toThrow('ENOSPC')
})
