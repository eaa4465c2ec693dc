import { InvalidArgumentError } from 'commander'
import type { GenerateOptions } from '../fixtures/generate/generated.js'

const names = ['cards', 'boards', 'users', 'seed'] as const

export function wholeNumber(text: string): number {
  const value = Number(text)
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value)) throw new InvalidArgumentError('a whole number is expected.')
  return value
}

/** `cards=1000000,boards=500`. */
export function generateSizes(text: string): GenerateOptions {
  const given = new Map<string, number>()
  for (const pair of text.split(',')) {
    const [name = '', value = '', ...more] = pair.trim().split('=')
    if (!names.some((one) => one === name) || more.length > 0) {
      throw new InvalidArgumentError(`NAME=NUMBER is expected, with a name of ${names.join(', ')}.`)
    }
    if (given.has(name)) throw new InvalidArgumentError(`${name} is given twice.`)
    given.set(name, wholeNumber(value))
  }
  return Object.fromEntries(given)
}
