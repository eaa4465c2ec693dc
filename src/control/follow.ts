import type { LogEvent, RequestLog } from './log.js'

/** A comment this often keeps proxies from closing a quiet stream. */
const PULSE_MS = 15_000
/** Events that wait for a reader who does not read; beyond it the stream ends, rather than keeping all. */
const WAITING_LIMIT = 10_000

/**
 * A log as server-sent events, until the signal is aborted or its sandbox is dropped. Who was there before says which
 * request was the last that he was told of, and is told of those since.
 */
export async function* followed(log: RequestLog, signal: AbortSignal, last?: number): AsyncGenerator<string> {
  const waiting: LogEvent[] = missedSince(log, last)
  let wake = (): void => undefined
  let isOver = false
  const over = (): void => {
    isOver = true
    wake()
  }
  const stop = log.follow((event) => {
    if (waiting.length >= WAITING_LIMIT) {
      over()
      return
    }
    waiting.push(event)
    wake()
  }, over)
  const end = (): void => {
    wake()
  }
  signal.addEventListener('abort', end)
  try {
    yield ': following\n\n'
    while (!signal.aborted && !isOver) {
      const events = waiting.splice(0)
      if (events.length > 0) yield events.map(written).join('')
      else yield* pulse((woken) => (wake = woken))
    }
  } finally {
    stop()
    signal.removeEventListener('abort', end)
  }
}

/** Requests are counted anew when the log is cleared: a number that it has not come to is of another time. */
function missedSince(log: RequestLog, last: number | undefined): LogEvent[] {
  if (last === undefined) return []
  return log.query({ since: last <= log.last ? last : 0 })
}

/** Deliveries are counted by themselves, so that their numbers do not say where a reader is. */
const written = (event: LogEvent): string =>
  `event: ${event.event}\n${event.event === 'request' ? `id: ${event.seq}\n` : ''}data: ${JSON.stringify(event)}\n\n`

/** Waits to be woken; says that the stream is alive when nothing came. */
async function* pulse(onWake: (wake: () => void) => void): AsyncGenerator<string> {
  let alarm: NodeJS.Timeout | undefined
  const isQuiet = await new Promise<boolean>((resolve) => {
    alarm = setTimeout(() => {
      resolve(true)
    }, PULSE_MS)
    alarm.unref()
    onWake(() => {
      resolve(false)
    })
  })
  clearTimeout(alarm)
  if (isQuiet) yield ': quiet\n\n'
}
