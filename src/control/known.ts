import { choiceOf } from '../kernel/near.js'
import { UsageError } from '../kernel/product.js'
import { matchesGlob } from './glob.js'

/** What may be spoken of: names of what is served; everything where nothing is known. */
export interface Known {
  readonly products?: readonly string[]
  readonly operations?: readonly string[]
}

interface Spoken {
  readonly product?: string | undefined
  /** A name, or a pattern. */
  readonly operation?: string | readonly string[] | undefined
}

/** Throws `UsageError` for what no call can be of: a slip of the pen, with which a test would pass for nothing. */
export function refuseUnknown({ product, operation = [] }: Spoken, { products = [], operations = [] }: Known): void {
  if (product !== undefined && products.length > 0 && !products.includes(product))
    throw new UsageError(`product: ${product} is not served: ${choiceOf(product, products)}`)
  for (const wanted of operations.length === 0 ? [] : [operation].flat()) {
    if (!operations.some((name) => matchesGlob(wanted, name)))
      throw new UsageError(`operation: there is no ${wanted}: ${choiceOf(wanted, operations)}`)
  }
}
