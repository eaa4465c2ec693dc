import { InvalidArgumentError } from 'commander'
import type { GenerateOptions } from '../fixtures/generate/generated.js'

const names = ['cards', 'boards', 'users', 'seed'] as const

/** `cards=1000000,boards=500`. */
export function generateSizes(text: string): GenerateOptions {
  const entries = text.split(',').map((pair) => {
    const [name = '', value = ''] = pair.trim().split('=')
    const known = names.find((one) => one === name)
    if (known === undefined || !/^\d+$/.test(value)) {
      throw new InvalidArgumentError(`NAME=NUMBER is expected, with a name of ${names.join(', ')}.`)
    }
    return [known, Number(value)] as const
  })
  return Object.fromEntries(entries)
}
