import { parse } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findingsOf, viaPrism } from '../../src/check/prism.js'
import type { Exchange } from '../../src/check/run.js'
import type { ScenarioStep } from '../../src/check/scenario.js'
import { productNamed } from '../../src/products.js'

const op = productNamed('kanboard').operations[0]
if (!op) throw new Error('no operation')
const exchange = (expected: ScenarioStep['expect'] = {}): Exchange => ({
  scenario: {
    product: 'kanboard',
    name: 'a story',
    about: 'One.',
    requires: [],
    finds: [],
    refused: [],
    steps: [],
    cleanup: [],
  },
  step: { name: 'a step', operation: op.id, input: {}, expect: expected },
  op,
  answer: { status: 200, contentType: 'application/json', text: '{}', body: {} },
  vars: {},
})
const header = (...location: string[]): string => JSON.stringify([{ location, message: 'must be string' }])

describe('what Prism has against an answer', () => {
  it('is a finding with the place', () => {
    expect(findingsOf(header('response', 'body', 'jsonrpc'), exchange())).toMatchObject([
      { rule: 'prism.violation', pointer: '/jsonrpc', got: 'response.body.jsonrpc: must be string' },
    ])
  })

  it('is none when it is about the request, or OpenAPI cannot say what is right', () => {
    expect(findingsOf(header('request', 'body'), exchange())).toEqual([])
    expect(findingsOf(header('response', 'body'), exchange({ empty: true }))).toEqual([])
  })

  it('is a finding although the header was cut off, unless it begins with the request', () => {
    expect(findingsOf('cut off: [{"location":["response","bo', exchange()).length).toBe(1)
    expect(findingsOf('cut off: [{"location":["request","bo', exchange())).toEqual([])
  })
})

it('says how to install Prism where it is absent', async () => {
  await expect(
    viaPrism({ document: '{}', url: 'http://127.0.0.1:1', from: [parse(process.cwd()).root] }),
  ).rejects.toThrow('npm install --save-dev @stoplight/prism-cli@5.14.2')
})
