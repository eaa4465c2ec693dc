const SHOWN = 3

/** Counts what a translation had to leave out, for one sentence of each kind however many there are. */
export class Losses {
  readonly #places = new Map<string, { count: number; readonly first: string[] }>()

  /** `what` is said of several: `cards have two assignees`. */
  lose(what: string, where: string): void {
    const known = this.#places.get(what) ?? { count: 0, first: [] }
    known.count += 1
    if (known.first.length < SHOWN) known.first.push(where)
    this.#places.set(what, known)
  }

  /** `cards have two assignees (2): roadmap.one, roadmap.two`. */
  get sentences(): string[] {
    return Array.from(this.#places, ([what, { count, first }]) => {
      const more = count > first.length ? ', …' : ''
      return `${what} (${count}): ${first.join(', ')}${more}`
    })
  }
}
