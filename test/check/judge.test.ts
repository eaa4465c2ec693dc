import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { judge } from '../../src/check/judge.js'
import type { Expectation } from '../../src/check/scenario.js'
import { compareMembers } from '../../src/check/schema.js'
import type { WireAnswer } from '../../src/kernel/protocol.js'
import { resolveSetup } from '../../src/kernel/setup.js'
import { atView, field } from '../../src/kernel/view.js'
import { productNamed } from '../../src/products.js'

const answerOf = (body: unknown, status = 200): WireAnswer => ({
  status,
  contentType: 'application/json',
  body,
  text: JSON.stringify(body),
})

function rulesOf(profile: string, operation: string, expected: Expectation, answer: WireAnswer): string[] {
  const product = productNamed(profile.slice(0, profile.indexOf('@')))
  const op = product.operations.find(({ id }) => id === operation)
  if (!op) throw new Error(`no operation ${operation}`)
  return judge({ product, setup: resolveSetup(product, { profile }), op, expect: expected, answer }).map(
    ({ rule }) => rule,
  )
}

const rpc = (member: object, status = 200): WireAnswer => answerOf({ jsonrpc: '2.0', id: 1, ...member }, status)

describe('a right', () => {
  it('is wider where a call that should be refused is answered', () => {
    const expected: Expectation = { failure: { status: 403, code: 403 } }
    expect(rulesOf('kanboard@1.2.53', 'getAllUsers', expected, rpc({ result: [] }))).toEqual(['permission.wider'])
  })

  it('is wider where the step names the refusal by its word alone', () => {
    const expected: Expectation = { failure: { code: 'Forbidden' } }
    expect(rulesOf('wekan@11.07', 'new_user', expected, answerOf({ _id: 'abc' }))).toEqual(['permission.wider'])
  })

  it('is not wider where another failure is missing', () => {
    const expected: Expectation = { failure: { code: -32602 } }
    expect(rulesOf('kanboard@1.2.53', 'getUser', expected, rpc({ result: null }))).toEqual(['failure.missing'])
  })

  it.each([401, 403])('is narrower where a call is refused with %i that should be answered', (code) => {
    const answer = rpc({ error: { code, message: 'No' }, id: null }, code)
    expect(rulesOf('kanboard@1.2.53', 'getAllUsers', {}, answer)).toEqual(['permission.narrower'])
  })

  it('is not narrower where the call fails otherwise', () => {
    const answer = rpc({ error: { code: -32602, message: 'Invalid params' } })
    expect(rulesOf('kanboard@1.2.53', 'getAllUsers', {}, answer)).toEqual(['failure.unexpected'])
  })
})

describe('a code that the step leaves open', () => {
  it('is held against the declared ones of its status', () => {
    const expected: Expectation = { failure: { status: 401 } }
    const answer = (error: string): WireAnswer => answerOf({ error, reason: 'No' }, 401)
    expect(rulesOf('wekan@11.07', 'logout', expected, answer('nobody'))).toEqual(['failure.code'])
    expect(rulesOf('wekan@11.07', 'logout', expected, answer('unauthorized'))).toEqual([])
  })
})

describe('a member that is not declared', () => {
  const source = { doc: 'a page' }
  const whole = z.object({
    id: z.number(),
    inner: z.array(z.object({ was: field({ until: '1', source }, z.string()) })),
    will: field({ since: '3', source }, z.string()),
  })
  const schema = atView(whole, { version: '2', axes: {} }, 'answer')

  it('is older where only other releases declare it, at every level', () => {
    const { undeclared } = compareMembers(schema, { id: 1, inner: [{ was: 'x' }], will: 'y', odd: 1 }, whole)
    expect(undeclared.map(({ rule, pointer }) => `${rule} ${pointer}`)).toEqual([
      'field.older /inner/0/was',
      'field.older /will',
      'field.undeclared /odd',
    ])
  })
})
