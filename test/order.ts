import { BaseSequencer } from 'vitest/node'
import type { TestSequencer, TestSpecification, Vitest } from 'vitest/node'

/** What takes longest: begun last, one worker would be at it while the other has nothing left to do. */
const first = ['spec/prism', 'replay', 'check/mutation', 'check/runs', 'cli/serve', 'check/contact', 'check/diff']

const rank = ({ moduleId }: TestSpecification): number => {
  const at = first.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`))
  return at < 0 ? first.length : at
}

/** Test files in vitest's usual order, but for those that take longest: a fresh checkout knows no durations yet. */
export class LongestFirst implements TestSequencer {
  readonly #usual: BaseSequencer

  constructor(vitest: Vitest) {
    this.#usual = new BaseSequencer(vitest)
  }

  shard(files: TestSpecification[]): Promise<TestSpecification[]> {
    return this.#usual.shard(files)
  }

  async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await this.#usual.sort(files)
    return sorted.toSorted((a, b) => rank(a) - rank(b))
  }
}
