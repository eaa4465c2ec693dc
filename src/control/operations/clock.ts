import { z } from 'zod'
import { clockModes } from '../../kernel/clock.js'
import type { Clock } from '../../kernel/clock.js'
import { readDuration, readMoment } from '../moment.js'
import { control } from '../operation.js'
import { ControlProblem } from '../problem.js'

const clockState = z
  .object({
    mode: z.enum(clockModes).describe('`real`, `frozen`, `ticking` (1 ms a request) or `running`.'),
    now: z.iso.datetime().describe('Where it stands.'),
    speed: z.number().describe('How fast a running clock goes; 1 is the speed of the machine.'),
  })
  .meta({ id: 'Clock', description: 'A clock.' })

const moment = z
  .union([z.string(), z.int()])
  .transform((given, ctx) => {
    const at = readMoment(given)
    if (at !== undefined) return at
    ctx.addIssue({
      code: 'custom',
      message: 'ISO 8601 with an offset (2026-01-05T09:00:00Z) or milliseconds are expected, of the years 0 to 9999',
    })
    return z.NEVER
  })
  .describe('ISO 8601 with an offset, or milliseconds since the epoch.')

const span = z
  .union([z.string(), z.number()])
  .transform((given, ctx) => {
    const ms = readDuration(given)
    if (ms !== undefined) return ms
    ctx.addIssue({ code: 'custom', message: "milliseconds, or a text like '90s', '2h' or '1d 12h' are expected" })
    return z.NEVER
  })
  .describe('Milliseconds, or a text: `250ms`, `90s`, `15m`, `2h`, `1d 12h`, `-3d`.')

const told = (clock: Clock): z.input<typeof clockState> => {
  const { mode, now, speed } = clock.state
  return { mode, now: new Date(now).toISOString(), speed }
}

export const clock = control({
  group: 'clock',
  summary: 'Where the clock of a sandbox stands.',
  method: 'GET',
  path: '/clock',
  effect: 'read',
  status: 200,
  input: z.strictObject({}),
  output: clockState,
  handle: ({ sandbox }) => told(sandbox.clock),
})

export const setClock = control({
  group: 'clock',
  summary: 'Put the clock to a moment, change how it goes, or both.',
  doc: 'A real clock that is put to a moment without a mode is frozen there. `real` goes back to the clock of the machine.',
  method: 'PUT',
  path: '/clock',
  effect: 'write',
  status: 200,
  input: z.strictObject({
    mode: z.enum(clockModes).exactOptional().describe('How it goes from now on; default: as before.'),
    now: moment.exactOptional(),
    speed: z.number().positive().max(1e6).exactOptional().describe('Of a running clock; default: 1.'),
  }),
  output: clockState,
  handle: ({ sandbox }, { mode, now, speed }) => {
    const own = sandbox.clock
    if (mode === 'real' && now !== undefined) throw contradiction('/now', 'a real clock shows the time of the machine')
    if (speed !== undefined && (mode ?? own.mode) !== 'running')
      throw contradiction('/speed', "a speed is of a running clock: give mode 'running' with it")
    if (mode !== undefined || speed !== undefined) own.change(mode ?? own.mode, speed)
    if (now !== undefined) own.set(now)
    return told(own)
  },
})

export const advanceClock = control({
  group: 'clock',
  summary: 'Move the clock on, or back; a real clock runs on from there.',
  method: 'POST',
  path: '/clock/advance',
  effect: 'write',
  status: 200,
  input: z.strictObject({ by: span }),
  output: clockState,
  handle: ({ sandbox }, { by }) => {
    if (readMoment(sandbox.clock.now() + by) === undefined)
      throw contradiction('/by', 'that is beyond the years 0 to 9999')
    sandbox.clock.advance(by)
    return told(sandbox.clock)
  },
})

const contradiction = (pointer: string, detail: string): ControlProblem =>
  new ControlProblem(422, 'Not possible', detail, { errors: [{ pointer, detail }] })
