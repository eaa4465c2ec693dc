// One measurement of generation.ts, with the program as it is built: node generated.mjs PRODUCT CARDS
import { createFake, generated } from '../../dist/index.js'

const [product, cards] = process.argv.slice(2)
const before = process.cpuUsage()
const started = performance.now()
createFake({ products: { [product]: {} }, world: generated({ seed: 7, users: 50, cards: Number(cards) }) })
const { user, system } = process.cpuUsage(before)
const cpuSeconds = (user + system) / 1e6
const wallSeconds = (performance.now() - started) / 1000
console.log(JSON.stringify({ cpuSeconds, wallSeconds, megabytes: process.resourceUsage().maxRSS / 1024 }))
