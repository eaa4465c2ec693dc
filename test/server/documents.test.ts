import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { createFake } from '../../src/index.js'

describe('the documents of a running fake', () => {
  const fake = createFake({ products: { wekan: { profile: '7.10' }, kanboard: { profile: '1.2.20' } } })

  it('show what the running profile promises', async () => {
    const answer = await fake.fetch('/_fake/openapi/wekan.yaml')
    expect(answer.headers.get('content-type')).toBe('application/yaml')
    expect(parse(await answer.text())).toMatchObject({ openapi: '3.1.1', info: { 'x-profile': 'wekan@7.10' } })
  })

  it('are YAML or JSON by their ending, OpenRPC too', async () => {
    const openapi = await fake.fetch('/_fake/openapi/kanboard.json')
    expect(await openapi.json()).toMatchObject({ info: { 'x-profile': 'kanboard@1.2.20' } })
    const openrpc = await fake.fetch('/_fake/openapi/kanboard.openrpc.json')
    expect(await openrpc.json()).toMatchObject({ openrpc: '1.3.2', info: { version: '1.2.20' } })
  })

  it('are named where one is asked for that is none', async () => {
    const answer = await fake.fetch('/_fake/openapi/trello.yaml')
    expect(answer.status).toBe(404)
    expect(await answer.text()).toContain('wekan.yaml, wekan.json, kanboard.yaml')
  })
})
