import type { Ids } from '../kernel/ids.js'
import type { FaultDelay } from './fault-rules.js'

/** No delay is longer: what a distribution without an end gives is cut. */
const LONGEST_MS = 600_000

/** A delay drawn from a distribution, in milliseconds. */
export function delayOf(delay: FaultDelay, chance: Ids): number {
  if ('fixedMs' in delay) return delay.fixedMs
  if ('minMs' in delay) return delay.minMs + (delay.maxMs - delay.minMs) * chance.random()
  return Math.min(LONGEST_MS, delay.medianMs * Math.exp(delay.sigma * normal(chance)))
}

/** Box and Muller's way from two even numbers to a normal one. */
function normal(chance: Ids): number {
  const radius = Math.sqrt(-2 * Math.log(1 - chance.random()))
  return radius * Math.cos(2 * Math.PI * chance.random())
}
