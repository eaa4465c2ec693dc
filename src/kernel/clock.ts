/**
 * `real` follows the machine, `frozen` stands still, `ticking` moves one millisecond at every request, `running` goes on
 * from a moment of its own at a speed of its own. Frozen and ticking clocks make runs repeatable.
 */
export type ClockMode = 'real' | 'frozen' | 'ticking' | 'running'
export const clockModes: readonly ClockMode[] = ['real', 'frozen', 'ticking', 'running']

/** A clock as it stands, to be shown or kept. */
export interface ClockState {
  readonly mode: ClockMode
  /** Milliseconds since the epoch. */
  readonly now: number
  /** How fast a running clock goes; 1 is the machine's speed. */
  readonly speed: number
}

/** A date reaches no further: ECMA-262, 21.4.1.1. A clock that runs stands still there. */
const FURTHEST_MS = 8.64e15

/** The only place in the program that reads the machine's clock. All values are milliseconds since the epoch. */
export class Clock {
  #mode: ClockMode
  /** Where the clock stood when it was last touched. */
  #at: number
  /** What the machine's clock said then. */
  #since = Date.now()
  #speed: number

  constructor(mode: ClockMode = 'real', at: number = Date.now(), speed = 1) {
    this.#mode = mode
    this.#at = at
    this.#speed = speed
  }

  get mode(): ClockMode {
    return this.#mode
  }

  get state(): ClockState {
    return { mode: this.#mode, now: this.now(), speed: this.#speed }
  }

  now(): number {
    if (this.#mode === 'real') return Date.now()
    if (this.#mode === 'running')
      return Math.min(FURTHEST_MS, Math.floor(this.#at + (Date.now() - this.#since) * this.#speed))
    return this.#at
  }

  /** Called once a request; moves a ticking clock. */
  tick(): void {
    if (this.#mode === 'ticking') this.#at += 1
  }

  /** Puts the clock to `at`; a real clock stands still from then on. */
  set(at: number): void {
    if (this.#mode === 'real') this.#mode = 'frozen'
    this.#put(at)
  }

  /** Moves the clock by `ms`, also back; a real clock runs on from there. */
  advance(ms: number): void {
    const at = this.now() + ms
    if (this.#mode === 'real') this.#mode = 'running'
    this.#put(at)
  }

  /** Goes on in another mode from the moment at which the clock stands; `real` goes back to the machine's. */
  change(mode: ClockMode, speed = 1): void {
    this.#put(this.now())
    this.#mode = mode
    this.#speed = mode === 'running' ? speed : 1
  }

  fork(): Clock {
    return new Clock(this.#mode, this.now(), this.#speed)
  }

  /** Stands as another clock does. */
  become(other: ClockState): void {
    this.#mode = other.mode
    this.#speed = other.speed
    this.#put(other.now)
  }

  #put(at: number): void {
    this.#at = at
    this.#since = Date.now()
  }
}

/** Milliseconds of processor and wall time for logs and reports; never part of an answer. */
export function elapsedSince(startMs: number): number {
  return performance.now() - startMs
}

/** A starting point for `elapsedSince`. */
export function stopwatch(): number {
  return performance.now()
}

/** Waiting and the time that passes meanwhile; tests give their own. */
export interface Timer {
  /** Milliseconds since some moment. */
  now(): number
  /** Ends early, without an error, when the signal is aborted. */
  wait(ms: number, signal?: AbortSignal): Promise<void>
}

export const machineTimer: Timer = {
  now: () => performance.now(),
  wait: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted === true) {
        resolve()
        return
      }
      const end = (): void => {
        clearTimeout(alarm)
        signal?.removeEventListener('abort', end)
        resolve()
      }
      const alarm = setTimeout(end, ms)
      signal?.addEventListener('abort', end)
    }),
}
