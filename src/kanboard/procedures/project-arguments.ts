import { z } from 'zod'
import type { ErrorCase } from '../../kernel/operation.js'
import type { PhpValue } from '../php.js'
import { argument } from '../procedure.js'

export const projectId = (): z.ZodType<PhpValue, PhpValue> => argument(z.int().describe('Number of the project'))

/** What every procedure of a project answers a user who may not call it. */
export const membersOnly = (role: 'viewer' | 'member' | 'manager'): ErrorCase => ({
  when: `the caller is a user without at least the role project-${role} in the project, also when there is no such project`,
  since: '1.0.31',
  status: 403,
  code: 403,
  source: { evidence: 'kanboard/v1.2.53/matrix-outsider.json, matrix-viewer.json' },
})
