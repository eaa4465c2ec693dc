import { z } from 'zod'
import { eventsOf, projectsIn } from '../activity.js'
import { activityEvent, earlyActivityEvent } from '../activity-entity.js'
import { byRelease } from '../by-release.js'
import { argument, procedure } from '../procedure.js'
import { projectsOf } from '../project-roles.js'
import { membersOnly } from './attached-errors.js'
import { activityOfUser } from './long-examples.js'

const page = 'kanboard/documentation v1/api/project_procedures.md'
const recorded = 'kanboard/v1.2.53/activity.json'

const events = z
  .array(byRelease({ until: '1.0.31' }, { then: earlyActivityEvent, else: activityEvent }))
  .describe('Events, newest first')

export const getProjectActivity = procedure({
  id: 'getProjectActivity',
  group: 'Project',
  summary: 'Get activity stream for a project',
  doc: 'The last 50 events. Only what users do is noted, nothing of what the application does.',
  versions: { since: '1.0.12' },
  sources: [{ doc: `${page}#getprojectactivity` }, { evidence: `${recorded} steps 5, 8, 21, 25, 30` }],
  effect: 'read',
  failure: false,
  input: z.object({ project_id: argument(z.int().describe('Number of the project')) }),
  output: events,
  errors: [membersOnly('viewer')],
  examples: [
    {
      title: 'only the application was here',
      input: { project_id: 2 },
      output: [],
      source: { evidence: `${recorded} step 9` },
    },
  ],
  handle: (ctx, { project_id }) => {
    const project = ctx.database.idIn(project_id)
    return project === undefined ? [] : eventsOf(ctx, [project], 50)
  },
})

export const getProjectActivities = procedure({
  id: 'getProjectActivities',
  group: 'Project',
  summary: 'Get activity stream for several projects',
  doc: 'The last 50 events of all of them. A user needs a role in every project.',
  versions: { since: '1.0.15' },
  sources: [{ doc: `${page}#getprojectactivities` }, { evidence: `${recorded} steps 22-24, 26` }],
  effect: 'read',
  failure: false,
  input: z.object({ project_ids: argument(z.array(z.int()).describe('Numbers of projects')) }),
  output: events,
  errors: [membersOnly('viewer')],
  examples: [{ title: 'of none', input: { project_ids: [] }, output: [], source: { evidence: `${recorded} step 23` } }],
  handle: (ctx, { project_ids }) => eventsOf(ctx, projectsIn(ctx, project_ids), 50),
})

export const getMyActivityStream = procedure({
  id: 'getMyActivityStream',
  group: 'Me',
  summary: 'Get the last events for the logged user',
  doc: 'The last 100 events of the active projects in which the user has a role.',
  sources: [
    { doc: 'kanboard/documentation v1/api/me_procedures.md#getmyactivitystream' },
    { evidence: `${recorded} step 28` },
  ],
  versions: { since: '1.0.18' },
  effect: 'read',
  failure: false,
  input: z.object({}),
  output: events,
  errors: [
    {
      when: 'the caller is the application',
      status: 403,
      code: 403,
      source: { evidence: 'kanboard/v1.2.53/matrix-application.json' },
    },
  ],
  examples: [activityOfUser],
  handle: (ctx) => {
    const active = projectsOf(ctx.world, ctx.callerId).filter((id) => ctx.db.projects.get(id)?.is_active === 1)
    return eventsOf(ctx, active, 100)
  },
})
