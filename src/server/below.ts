import type { Inbound } from '../kernel/exchange.js'

/** A request as a product sees it that begins at a prefix. */
export function below(request: Inbound, prefix: string): Inbound {
  const base = `${request.base ?? ''}${prefix}`
  return { ...request, base, path: prefix === '' ? request.path : request.path.slice(prefix.length) || '/' }
}
