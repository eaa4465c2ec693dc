import { describe, expect, it } from 'vitest'
import { products } from '../../src/products.js'

const operations = products.flatMap((product) =>
  product.operations.map((op) => ({
    product,
    id: op.id,
    effect: op.effect,
    method: product.protocol.place?.(op).method,
  })),
)

/** GET routes that change something all the same, with what they change. */
const writingReads = new Map([['get_attachment_settings', 'the first call makes the document of the settings']])

/** A read-only run sends what is declared `read` and nothing else, so a wrong `read` would write. */
describe('the declared effect', () => {
  it.each(operations.filter(({ method }) => method !== undefined))(
    'of $method $id is read exactly where HTTP reads',
    (op) => {
      const reads = (op.method === 'GET' || op.method === 'OPTIONS') && !writingReads.has(op.id)
      expect(op.effect === 'read').toBe(reads)
    },
  )

  it.each(operations.filter(({ method }) => method === undefined))(
    'of $id is read exactly where its name says so',
    (op) => {
      expect(op.effect === 'read').toBe(/^(get|is|has|search|download)[A-Z]/.test(op.id))
    },
  )
})
