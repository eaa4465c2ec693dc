import { z } from 'zod'
import { procedure } from '../procedure.js'

export const getVersion = procedure({
  id: 'getVersion',
  group: 'Application',
  summary: 'Get the application version',
  sources: [
    { doc: 'kanboard/documentation v1/api/application_procedures.md#getversion' },
    { evidence: 'kanboard/v1.2.53/app.json' },
  ],
  versions: { since: '1.0.13' },
  effect: 'read',
  failure: false,
  input: z.object({}),
  output: z.string().describe('Number of the release; main.<commit> on a snapshot'),
  examples: [
    {
      title: 'the release',
      since: '1.2.53',
      input: {},
      output: '1.2.53',
      source: { evidence: 'kanboard/v1.2.53/transport-auth.json step 8' },
    },
  ],
  handle: ({ world }) => world.settings.version,
})
