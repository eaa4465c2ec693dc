import { expect, it } from 'vitest'
import { wekan } from '../../src/wekan/index.js'
import { upstreamRoutes } from '../../src/wekan/upstream.js'

const listed = upstreamRoutes.filter(({ since }) => since !== undefined)

it.each(listed)('$id is served from the release that has it first', ({ id, since }) => {
  expect(wekan.operations.find((op) => op.id === id)?.versions).toEqual({ since })
})
