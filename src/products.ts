import { kanboard } from './kanboard/index.js'
import type { Choice, Product } from './kernel/product.js'
import { UsageError } from './kernel/product.js'
import { wekan } from './wekan/index.js'

/** The products in the order in which help texts and reports name them. */
export const products: readonly Product[] = [wekan, kanboard]

/** The product of that name. Throws `UsageError` naming the valid ones. */
export function productNamed(name: string): Product {
  const found = products.find((product) => product.name === name)
  if (found) return found
  throw new UsageError(`unknown product '${name}': choose one of ${products.map((product) => product.name).join(', ')}`)
}

/** A choice per product, from what was given for all and for each. */
export type Choices = Readonly<Partial<Record<string, Choice & { readonly prefix?: string }>>>
