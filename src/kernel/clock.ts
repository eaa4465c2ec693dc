/**
 * `real` follows the machine, `frozen` stands still, `ticking` moves one millisecond at every request.
 * The last two make runs repeatable.
 */
export type ClockMode = 'real' | 'frozen' | 'ticking'

/** The only place in the program that reads the machine's clock. All values are milliseconds since the epoch. */
export class Clock {
  #mode: ClockMode
  #at: number

  constructor(mode: ClockMode = 'real', at: number = Date.now()) {
    this.#mode = mode
    this.#at = at
  }

  get mode(): ClockMode {
    return this.#mode
  }

  now(): number {
    return this.#mode === 'real' ? Date.now() : this.#at
  }

  /** Called once a request; moves a ticking clock. */
  tick(): void {
    if (this.#mode === 'ticking') this.#at += 1
  }

  /** Stands the clock at `at`; a real clock becomes frozen. */
  set(at: number): void {
    if (this.#mode === 'real') this.#mode = 'frozen'
    this.#at = at
  }

  fork(): Clock {
    return new Clock(this.#mode, this.#at)
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
