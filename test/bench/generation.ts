import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/**
 * A generated world in memory: processor time of making and of putting into the tables, and the memory of the process,
 * one process per product and size, as figures and as ratio to the smallest size.
 */
const SIZES = [10_000, 100_000, 1_000_000]
const measurement = fileURLToPath(new URL('generated.mjs', import.meta.url))

for (const name of ['kanboard', 'wekan']) compare(name)

interface Measured {
  readonly cpuSeconds: number
  readonly wallSeconds: number
  readonly megabytes: number
}

function compare(name: string): void {
  console.log(`\n${name}: a generated world in memory, Node ${process.versions.node}`)
  let base: number | undefined
  for (const size of SIZES) {
    const { stdout, stderr } = spawnSync(process.execPath, [measurement, name, String(size)], { encoding: 'utf8' })
    if (stdout === '') throw new Error(stderr)
    // What the measurement writes.
    const { cpuSeconds, wallSeconds, megabytes } = JSON.parse(stdout) as Measured
    base ??= cpuSeconds / size
    const each = `${((cpuSeconds / size) * 1e6).toFixed(1)} µs a card (${(cpuSeconds / size / base).toFixed(2)}×)`
    const figures = `${cpuSeconds.toFixed(1)} s of processor, ${wallSeconds.toFixed(1)} s, at most ${megabytes.toFixed(0)} MiB`
    console.log(`  ${String(size).padStart(9)} cards: ${figures}, ${each}`)
  }
}
