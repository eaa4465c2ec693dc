import { measure } from './measure.js'
import type { Case, Measured } from './measure.js'
import { startContenders } from './contenders.js'
import type { Contender } from './contenders.js'

/**
 * Server processor time per request, of the fake and of three baselines in the same run. Wall time is not measured:
 * it says more about the machine than about the server. Linux only, because it reads /proc.
 */
const ROUNDS = 3
const contenders = await startContenders()
const cases: readonly Case[] = [
  { name: 'GET /api/user', requests: 4000, slowRequests: 800 },
  { name: 'POST /users/login', requests: 3000, slowRequests: 800 },
  { name: 'getUser', requests: 4000, slowRequests: 800 },
]

try {
  for (const one of cases) print(one, await rounds(one, contenders))
} finally {
  for (const contender of contenders) contender.stop()
}

async function rounds(one: Case, all: readonly Contender[]): Promise<Map<string, Measured[]>> {
  const found = new Map<string, Measured[]>()
  for (let round = 0; round < ROUNDS; round++) {
    for (const contender of all) {
      const list = found.get(contender.name) ?? []
      list.push(await measure(contender, one))
      found.set(contender.name, list)
    }
  }
  return found
}

function median(values: readonly number[]): number {
  const ordered = [...values].sort((a, b) => a - b)
  return ordered[Math.floor(ordered.length / 2)] ?? NaN
}

function print(one: Case, found: ReadonlyMap<string, Measured[]>): void {
  const cost = (name: string): number => median((found.get(name) ?? []).map(({ cpuMicros }) => cpuMicros))
  const base = cost('node:http')
  console.log(`\n${one.name}: server processor time per request, median of ${ROUNDS} rounds`)
  for (const name of found.keys()) {
    const all = (found.get(name) ?? []).map(({ cpuMicros }) => cpuMicros.toFixed(0)).join('/')
    console.log(
      `  ${name.padEnd(12)} ${cost(name).toFixed(1).padStart(8)} µs  ${(cost(name) / base).toFixed(2).padStart(6)} × node:http   rounds ${all}`,
    )
  }
  const own = cost('stuntboard')
  console.log(
    `  stuntboard is ${(own / cost('hono')).toFixed(2)} × bare Hono and ${(own / cost('prism')).toFixed(2)} × Prism's mock`,
  )
}
