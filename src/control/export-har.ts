import type { ExportContext, ExportedLog } from './log-export.js'
import type { LogEntry, LogMessage } from './log-entry.js'

/** HTTP archive 1.2, as browsers and proxies write and read it: http://www.softwareishard.com/blog/har-12-spec/ */
export function harOf(entries: readonly LogEntry[], context: ExportContext): ExportedLog {
  const log = {
    version: '1.2',
    creator: { name: 'stuntboard', version: context.version },
    entries: entries.map((entry) => harEntry(entry, context.base)),
  }
  return { contentType: 'application/json', fileName: 'log.har', text: `${JSON.stringify({ log }, null, 2)}\n` }
}

const none: LogMessage = { headers: {}, bytes: 0 }

function harEntry(entry: LogEntry, base: string): object {
  const { method, path, status, at, ms, request = none, answer = none } = entry
  const url = base + path
  return {
    startedDateTime: at,
    time: ms,
    request: {
      method,
      url,
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: pairs(request.headers),
      queryString: queryOf(path),
      ...(request.body === undefined ? {} : { postData: { mimeType: typeOf(request), text: request.body } }),
      headersSize: -1,
      bodySize: request.bytes,
    },
    response: {
      status,
      statusText: '',
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: pairs(answer.headers),
      content: {
        size: answer.bytes,
        mimeType: typeOf(answer),
        ...(answer.body === undefined ? {} : { text: answer.body }),
        ...(answer.isCut === true ? { comment: 'cut by the log' } : {}),
      },
      redirectURL: answer.headers['location'] ?? '',
      headersSize: -1,
      bodySize: answer.bytes,
    },
    cache: {},
    timings: { send: 0, wait: ms, receive: 0 },
    ...commentOf(entry),
  }
}

/** What an archive has no member for. */
function commentOf({ operations, actor, reasons, fault }: LogEntry): object {
  const told = [
    ...operations,
    ...(actor === undefined ? [] : [`by ${actor}`]),
    ...reasons,
    ...(fault === undefined ? [] : [`fault ${fault}`]),
  ]
  return told.length === 0 ? {} : { comment: told.join('; ') }
}

const pairs = (record: Readonly<Record<string, string>>): object[] =>
  Object.entries(record).map(([name, value]) => ({ name, value }))

const typeOf = ({ headers }: LogMessage): string => headers['content-type'] ?? 'application/octet-stream'

function queryOf(path: string): object[] {
  const mark = path.indexOf('?')
  if (mark < 0) return []
  return [...new URLSearchParams(path.slice(mark + 1))].map(([name, value]) => ({ name, value }))
}
