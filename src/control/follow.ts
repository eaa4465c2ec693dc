import type { LogEvent, RequestLog } from './log.js'

/** A comment this often keeps proxies from closing a quiet stream. */
const PULSE_MS = 15_000
/** Events that wait for a reader who does not read; beyond it the stream ends, rather than keeping all. */
const WAITING_LIMIT = 10_000

/** A log as server-sent events, until the signal is aborted. */
export async function* followed(log: RequestLog, signal: AbortSignal): AsyncGenerator<string> {
  const waiting: LogEvent[] = []
  let wake = (): void => undefined
  let isOverrun = false
  const stop = log.follow((event) => {
    if (waiting.length < WAITING_LIMIT) waiting.push(event)
    else isOverrun = true
    wake()
  })
  const end = (): void => {
    wake()
  }
  signal.addEventListener('abort', end)
  try {
    yield ': following\n\n'
    while (!signal.aborted && !isOverrun) {
      const events = waiting.splice(0)
      if (events.length > 0) yield events.map(written).join('')
      else yield* pulse((woken) => (wake = woken))
    }
  } finally {
    stop()
    signal.removeEventListener('abort', end)
  }
}

const written = (event: LogEvent): string =>
  `event: ${event.event}\nid: ${event.seq}\ndata: ${JSON.stringify(event)}\n\n`

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
