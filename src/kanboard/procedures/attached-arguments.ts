import { z } from 'zod'
import type { PhpValue } from '../php.js'
import { argument } from '../procedure.js'

export const taskIdArgument = (text = 'Number of the task'): z.ZodType<PhpValue, number> =>
  argument(z.int().describe(text))

export const userIdArgument = (text = 'Number of the user'): z.ZodType<PhpValue, number> =>
  argument(z.int().describe(text))
