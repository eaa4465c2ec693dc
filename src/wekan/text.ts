import { Mishap } from './failures.js'

/**
 * What a template literal makes of a value that a client sent. Objects that cannot be told as text (deeply nested lists,
 * forms, a member `toString`) fail here as they fail on the real server.
 */
export function textOf(value: unknown): string {
  try {
    return String(value)
  } catch (error) {
    throw new Mishap(error instanceof Error ? error.message : 'a value cannot be told as text')
  }
}
