import type { Context } from 'hono'
import { pathOf } from './inbound.js'
import type { NodeEnv } from './inbound.js'

/** The header that names the sandbox of a request. */
export const WORLD_HEADER = 'x-fake-world'

/** The sandbox that a request is for, and the path within it. */
export interface Named {
  readonly sandbox: string
  readonly path: string
  readonly isInPath: boolean
}

export type Address = Named | { readonly wrong: string }

/** Reads `/~name/…` off the path, or the header `X-Fake-World`; a call in process names its sandbox itself. */
export function addressOf(c: Context<{ Bindings: NodeEnv }>): Address {
  const whole = pathOf(c)
  const inHeader = c.req.header(WORLD_HEADER) ?? (c.env as NodeEnv | undefined)?.sandbox ?? ''
  const [prefix, inPath] = /^\/~([^/]*)(?=\/|$)/.exec(whole) ?? []
  if (prefix === undefined || inPath === undefined) return { sandbox: inHeader, path: whole, isInPath: false }
  const name = decoded(inPath)
  // Whoever puts a name together and has none must not change the nameless one, which others share.
  if (name === '') return { wrong: 'the path names no sandbox between /~ and the next /: give a name, or leave out /~' }
  if (inHeader !== '' && inHeader !== name)
    return { wrong: `the path names ${name} and ${WORLD_HEADER} names ${inHeader}: give one` }
  return { sandbox: name, path: whole.slice(prefix.length) || '/', isInPath: true }
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}
