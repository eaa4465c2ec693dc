import { z } from 'zod'
import { followed } from '../follow.js'
import { LogEntry } from '../log-entry.js'
import { ExportFormat } from '../log-export.js'
import { LogQuery } from '../log-query.js'
import { control, FileAnswer } from '../operation.js'
import { Verdict, Verification } from '../verify.js'

export const log = control({
  group: 'log',
  summary: 'Requests of a sandbox, oldest first.',
  method: 'GET',
  path: '/log',
  effect: 'read',
  status: 200,
  input: LogQuery,
  output: z.object({ entries: z.array(LogEntry).describe('Those that the query asks for.') }),
  // The log's entries are declared by `LogEntry`, read-only.
  handle: ({ sandbox }, query) => ({ entries: sandbox.log.query(query) as z.input<typeof LogEntry>[] }),
})

export const followLog = control({
  group: 'log',
  summary: 'Requests and deliveries from now on, as server-sent events.',
  doc:
    'Each event is called `request` or `delivery` and has a log entry as data; a request has its `seq` as id. A comment ' +
    'comes every 15 seconds. With `Last-Event-ID`, as browsers send it when they come again, requests since that one come ' +
    'first. It ends when the sandbox is dropped, and when a reader is 10,000 events behind.',
  method: 'GET',
  path: '/log/events',
  effect: 'read',
  status: 200,
  input: z.strictObject({}),
  output: z.unknown().describe('Server-sent events.'),
  media: ['text/event-stream'],
  handle: ({ sandbox, signal, lastEventId = '' }) => {
    const last = /^\d{1,15}$/.test(lastEventId) ? Number(lastEventId) : undefined
    return new FileAnswer('text/event-stream', followed(sandbox.log, signal, last))
  },
})

export const exportLog = control({
  group: 'log',
  summary: 'Requests of a sandbox as a file: HTTP archive, curl script, scenario or vitest test.',
  method: 'GET',
  path: '/log/export',
  effect: 'read',
  status: 200,
  input: LogQuery.extend({ format: ExportFormat }),
  output: z.unknown().describe('The file.'),
  media: ['application/json', 'text/x-shellscript', 'application/yaml', 'text/typescript'],
  handle: ({ server, sandbox, base }, { format, ...query }) => {
    const { contentType, text } = server.exportLog(sandbox.log.query(query), format, base)
    return new FileAnswer(contentType, text)
  },
})

export const clearLog = control({
  group: 'log',
  summary: 'Forget the requests so far.',
  method: 'DELETE',
  path: '/log',
  effect: 'write',
  status: 204,
  input: z.strictObject({}),
  output: z.undefined(),
  handle: ({ sandbox }) => {
    sandbox.log.clear()
    return undefined
  },
})

export const verify = control({
  group: 'log',
  summary: 'Whether the calls so far are as expected; what is not is explained.',
  doc: 'A POST because an expectation may be long. It changes nothing.',
  method: 'POST',
  path: '/verify',
  effect: 'read',
  status: 200,
  input: Verification,
  output: Verdict,
  handle: ({ sandbox }, expected) => sandbox.verify(expected),
})

export const nearMisses = control({
  group: 'log',
  summary: 'Calls for which there is no operation, each with the operations that were meant, probably.',
  method: 'GET',
  path: '/near-misses',
  effect: 'read',
  status: 200,
  input: z.strictObject({}),
  output: z.object({ entries: z.array(LogEntry).describe('Log entries with `nearest`, oldest first.') }),
  handle: ({ sandbox }) => ({
    // As in `log`.
    entries: sandbox.log.query({ outcome: 'unmatched' }) as z.input<typeof LogEntry>[],
  }),
})
