import type { Command } from 'commander'
import { LogQuery } from '../control/log-query.js'

/** An option for each member of a query; what may stand in it the server says. */
export function withQuery(command: Command, names: readonly string[] = Object.keys(LogQuery.shape)): Command {
  for (const name of names) {
    const { description = '' } = LogQuery.shape[name as keyof LogQuery]
    command.option(`--${name} <${name}>`, description.replace(/^[A-Z](?=[a-z])/, first).replace(/\.$/, ''))
  }
  return command
}

const first = (letter: string): string => letter.toLowerCase()

/** The members of a query that were given. */
export function queryOf(flags: object): Record<string, string> {
  const given = new Map<string, unknown>(Object.entries(flags))
  return Object.fromEntries(
    Object.keys(LogQuery.shape).flatMap((name) => {
      const value = given.get(name)
      return typeof value === 'string' ? [[name, value]] : []
    }),
  )
}
