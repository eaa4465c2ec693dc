import { quirk } from '../kernel/quirk.js'
import type { WekanContext } from './context.js'
import { MeteorError } from './failures.js'

export const loginThrottle = quirk({
  name: 'wekan.login-throttle',
  summary:
    'Ten failed logins from one address within 60 s lock POST /users/login for that address for 60 s: 429 with Retry-After, even with the right password. Off: logins are never locked.',
  since: '10.59',
  initially: 'off',
  source: { code: 'wekan/wekan@v11.07 server/lib/loginAttemptThrottle.js' },
})

const MAX_FAILURES = 10
const WINDOW_MS = 60 * 1000
const LOCKOUT_MS = 60 * 1000

/** Throws 429 while the address of the caller is locked. */
export function refuseWhileLocked(ctx: WekanContext): void {
  if (!ctx.has(loginThrottle)) return
  const now = ctx.world.now()
  const lockedUntil = ctx.db.loginFailures.get(ctx.remote)?.lockedUntil ?? 0
  if (now >= lockedUntil) return
  const seconds = Math.ceil((lockedUntil - now) / 1000)
  throw new MeteorError('too-many-requests', 'Too many failed login attempts. Try again later.', 429, seconds)
}

/** One more failure of the caller's address; the tenth within the window locks it. */
export function countFailure(ctx: WekanContext): void {
  if (!ctx.has(loginThrottle)) return
  const now = ctx.world.now()
  const known = ctx.db.loginFailures.get(ctx.remote)
  const isOver = !known || now - known.windowStart > WINDOW_MS || (known.lockedUntil > 0 && now >= known.lockedUntil)
  const { windowStart, count } = isOver ? { windowStart: now, count: 0 } : known
  const lockedUntil = count + 1 >= MAX_FAILURES ? now + LOCKOUT_MS : 0
  ctx.db.loginFailures.remove(ctx.remote)
  ctx.db.loginFailures.insert({ remote: ctx.remote, windowStart, count: count + 1, lockedUntil })
}

/** A success forgets the failures of the caller's address. */
export function forgetFailures(ctx: WekanContext): void {
  ctx.db.loginFailures.remove(ctx.remote)
}
