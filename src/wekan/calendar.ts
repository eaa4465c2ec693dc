/** An event of an iCalendar text, as far as cards take it over. */
export interface CalendarEvent {
  readonly summary: string
  readonly description: string
  readonly start?: string
  readonly end?: string
}

/**
 * The events of an iCalendar text. Anything that is no event is passed over; times without zone count as UTC.
 * code: wekan/wekan@v11.07 server/lib/icsImport.js
 */
export function eventsIn(text: string): CalendarEvent[] {
  const events: CalendarEvent[] = []
  let current: CalendarEvent | undefined
  for (const line of unfolded(text)) {
    const upper = line.toUpperCase()
    if (upper === 'BEGIN:VEVENT') current = { summary: '', description: '' }
    else if (upper === 'END:VEVENT') {
      if (current) events.push(current)
      current = undefined
    } else if (current) current = { ...current, ...membersOf(line) }
  }
  return events
}

/** A line that begins with a blank goes on with the one before it. */
function unfolded(text: string): string[] {
  const lines: string[] = []
  for (const line of text.replace(/\r\n?/g, '\n').split('\n')) {
    if (/^[ \t]/.test(line) && lines.length > 0) lines.push(`${lines.pop() ?? ''}${line.slice(1)}`)
    else lines.push(line)
  }
  return lines
}

function membersOf(line: string): Partial<CalendarEvent> {
  // The colon that ends the name stands outside of quotes.
  const parts = /^((?:[^":]|"[^"]*")*):(.*)$/s.exec(line)
  const [name = ''] = (parts?.[1] ?? '').split(';')
  const value = parts?.[2] ?? ''
  const read = readers[name.toUpperCase()]
  return read ? read(value) : {}
}

const readers: Readonly<Record<string, (value: string) => Partial<CalendarEvent>>> = {
  SUMMARY: (value) => ({ summary: unescaped(value) }),
  DESCRIPTION: (value) => ({ description: unescaped(value) }),
  DTSTART: (value) => moment('start', value),
  DTEND: (value) => moment('end', value),
}

function unescaped(value: string): string {
  return value.replace(/\\([nN,;\\])/g, (_, letter: string) => (letter.toLowerCase() === 'n' ? '\n' : letter))
}

function moment(key: 'start' | 'end', value: string): Partial<CalendarEvent> {
  const parts = /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})Z?)?$/.exec(value.trim())
  if (!parts) return {}
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
    .slice(1)
    .map((part) => Number(part ?? 0))
  return { [key]: new Date(Date.UTC(year, month - 1, day, hour, minute, second)).toISOString() }
}
