import { Command } from 'commander'
import { Unreachable } from '../check/unreachable.js'
import { controlClient, ControlRefused } from '../control/client.js'
import type { ControlClient } from '../control/client.js'
import { UsageError } from '../kernel/product.js'
import { baseUrl } from './target-options.js'

/** What every command for a running fake takes. */
export interface PlaneFlags {
  readonly url: string
  readonly sandbox?: string
  readonly controlToken?: string
  readonly json: boolean
}

/** A command for a running fake. */
export function planeCommand(name: string, description: string, example: string): Command {
  return new Command(name)
    .description(description)
    .option('--url <url>', 'where the fake is', 'http://127.0.0.1:3000')
    .option('--sandbox <name>', 'a sandbox by name; default: the one without a name')
    .option('--control-token <text>', 'or STUNTBOARD_CONTROL_TOKEN, which the process list does not show')
    .option('--json', 'print JSON', false)
    .addHelpText('after', `\nExample:\n  $ stuntboard ${example}`)
}

/** A client for the flags; a server that does not answer is told as `Unreachable`. */
export function planeOf({ url, sandbox, controlToken }: PlaneFlags): ControlClient {
  const token = controlToken ?? (process.env['STUNTBOARD_CONTROL_TOKEN'] || undefined)
  const base = baseUrl(url)
  const reach = async (target: string, init: RequestInit): Promise<Response> => {
    try {
      return await fetch(target, init)
    } catch (error) {
      if (init.signal?.aborted === true) throw error
      throw new Unreachable(`no fake answers at ${base}`, 'start one with `stuntboard serve`, or correct --url')
    }
  }
  return controlClient({ url: base, sandbox, token, fetch: reach })
}

/** Runs against a fake: what it refuses is the mistake of who asked, or a lack of leave. */
export async function withPlane<T>(flags: PlaneFlags, run: (plane: ControlClient) => Promise<T>): Promise<T> {
  try {
    return await run(planeOf(flags))
  } catch (error) {
    if (!(error instanceof ControlRefused)) throw error
    if ([400, 404, 409, 413, 422].includes(error.status)) throw new UsageError(error.message)
    throw new Unreachable(`${baseUrl(flags.url)} refuses (status ${error.status})`, error.message)
  }
}

/** JSON for programs, lines for people. */
export function show({ json }: PlaneFlags, value: unknown, lines: readonly string[]): void {
  const text = json ? [JSON.stringify(value, null, 2)] : lines
  for (const line of text) process.stdout.write(`${line}\n`)
}

type Finish = (code: number) => void
export type Verb<A extends readonly unknown[], F> = (args: A, flags: F) => Promise<number>

/** An action whose arguments come before its flags, as commander hands them over. */
export function acting<A extends readonly unknown[], F extends PlaneFlags>(
  finish: Finish,
  verb: Verb<A, F>,
): (...all: unknown[]) => Promise<void> {
  return async (...all) => {
    const command = all.at(-1)
    // Commander ends the arguments with the flags and the command.
    const flags = (command instanceof Command ? command.optsWithGlobals() : {}) as F
    finish(await verb(all.slice(0, -2) as unknown as A, flags))
  }
}
