import { defineConfig } from 'vitest/config'
import { LongestFirst } from './test/order.js'

export default defineConfig({
  test: {
    globalSetup: './test/build.ts',
    // Two, because the default leaves one of two cores idle.
    maxWorkers: 2,
    // Files of one worker share what they have loaded: the declarations of both products are most of it.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    include: ['test/**/*.test.ts', 'examples/**/*.test.ts'],
    // Far beyond what any test takes, for a machine that has other work.
    testTimeout: 60_000,
    hookTimeout: 30_000,
  },
})
