import type { Inbound } from '../kernel/exchange.js'
import type { Product } from '../kernel/product.js'

interface Placed {
  readonly prefix: string
  readonly product: Pick<Product, 'readPath'>
}

/** A path as it is read where a product is. */
export const pathRead = ({ product }: Placed, path: string): string => product.readPath?.(path) ?? path

/** A request as a product sees it that begins at a prefix. */
export function below(request: Inbound, place: Placed): Inbound {
  const { prefix } = place
  const path = pathRead(place, request.path)
  const base = `${request.base ?? ''}${prefix}`
  return { ...request, base, path: prefix === '' ? path : path.slice(prefix.length) || '/' }
}
