import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { createFake, generated } from '../../src/index.js'

/**
 * A generated world in memory: processor time of making and of putting into the tables, and the memory of the process,
 * one process per product and size, as figures and as ratio to the smallest size.
 */
const SIZES = [10_000, 100_000, 1_000_000]
const [product, cards] = process.argv.slice(2)

if (product === undefined) for (const name of ['kanboard', 'wekan']) compare(name)
else console.log(JSON.stringify(measure(product, Number(cards))))

interface Measured {
  readonly cpuSeconds: number
  readonly wallSeconds: number
  readonly megabytes: number
}

function measure(name: string, count: number): Measured {
  const before = process.cpuUsage()
  const started = performance.now()
  createFake({ products: { [name]: {} }, world: generated({ seed: 7, users: 50, cards: count }) })
  const { user, system } = process.cpuUsage(before)
  return {
    cpuSeconds: (user + system) / 1e6,
    wallSeconds: (performance.now() - started) / 1000,
    megabytes: process.resourceUsage().maxRSS / 1024,
  }
}

function compare(name: string): void {
  console.log(`\n${name}: a generated world in memory`)
  let base: number | undefined
  for (const size of SIZES) {
    const { stdout } = spawnSync(process.execPath, [
      '--import',
      'tsx',
      fileURLToPath(import.meta.url),
      name,
      String(size),
    ])
    const { cpuSeconds, wallSeconds, megabytes } = JSON.parse(String(stdout)) as Measured
    base ??= cpuSeconds / size
    const each = `${((cpuSeconds / size) * 1e6).toFixed(1)} µs a card (${(cpuSeconds / size / base).toFixed(2)}×)`
    const figures = `${cpuSeconds.toFixed(1)} s of processor, ${wallSeconds.toFixed(1)} s, at most ${megabytes.toFixed(0)} MB`
    console.log(`  ${String(size).padStart(9)} cards: ${figures}, ${each}`)
  }
}
