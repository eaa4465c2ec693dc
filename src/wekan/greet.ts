import type { Login, Setup } from '../kernel/product.js'
import type { WekanWorld } from './tables.js'

/** Logins of the world, site admins first, and a curl line that works. */
export function greetWekan(world: WekanWorld, _setup: Setup, baseUrl: string): { logins: Login[]; curl: string } {
  const users = [...world.tables.users].filter((user) => user.username !== undefined && user.password !== undefined)
  const sorted = [...users].sort((a, b) => Number(b.doc.isAdmin === true) - Number(a.doc.isAdmin === true))
  const logins = sorted.map((user) => ({ who: user.username ?? '', secret: user.password ?? '', kind: 'password' }))
  const [first] = logins
  const path = first ? 'login' : 'register'
  const { who, secret } = first ?? { who: 'ada', secret: 'secret-ada-1' }
  const body = JSON.stringify({ username: who, password: secret }).replaceAll("'", "'\\''")
  return { logins, curl: `curl -H 'Content-Type: application/json' -d '${body}' ${baseUrl}/users/${path}` }
}
