import type { ErrorCase } from '../../kernel/operation.js'

/** The answer to a user whose role in the project does not suffice, or who asks for what does not exist. */
export const membersOnly = (role: 'viewer' | 'member' | 'manager'): ErrorCase => ({
  when: `the caller is a user without at least the role project-${role} in the project, or there is no such thing`,
  since: '1.0.31',
  status: 403,
  code: 403,
  source: { evidence: 'kanboard/v1.2.53/matrix-outsider.json, matrix-viewer.json, matrix-unknown-ids.json' },
})
