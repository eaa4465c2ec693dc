import { z } from 'zod'
import type { PhpValue } from '../php.js'
import { argument } from '../procedure.js'

export const projectId = (): z.ZodType<PhpValue, number> => argument(z.int().describe('Number of the project'))
