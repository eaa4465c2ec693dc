import { Mishap } from './failures.js'

/** A member that was sent, whatever its value. */
export interface Given {
  readonly value: unknown
}

/**
 * What `req.body.hasOwnProperty(key)` finds. Forms have no prototype, so the call fails on them, and on a body that has
 * a member of that name. code: wekan/wekan@v11.07 server/models/integrations.js:86
 */
export function ownMember(body: Readonly<Record<string, unknown>>, key: string): Given | undefined {
  if (Object.getPrototypeOf(body) === null || Object.hasOwn(body, 'hasOwnProperty')) {
    throw new Mishap('the body has no method hasOwnProperty, and the server calls it')
  }
  return givenMember(body, key)
}

/** A member that was sent, in forms too. */
export function givenMember(body: Readonly<Record<string, unknown>>, key: string): Given | undefined {
  return Object.hasOwn(body, key) ? { value: body[key] } : undefined
}
