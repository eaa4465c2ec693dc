import { z } from 'zod'
import type { ErrorCase } from '../../kernel/operation.js'
import { quirk } from '../../kernel/quirk.js'
import { inVersions } from '../../kernel/versions.js'
import { Crash } from '../faults.js'
import { pageUrl } from '../page-urls.js'
import { isArray, isEmpty, toText } from '../php.js'
import { argument, procedure } from '../procedure.js'
import type { KanboardContext } from '../procedure.js'
import { project } from '../project-entities.js'
import { findProject, noProject } from '../project-store.js'
import type { ProjectRow } from '../rows.js'
import { membersOnly } from './attached-errors.js'
import { projectId } from './project-arguments.js'

const page = 'kanboard/documentation v1/api/project_procedures.md'
const lifecycle = 'kanboard/v1.2.53/projects-lifecycle.json'
const byUsers = 'kanboard/v1.2.53/projects-by-users.json'

export const missingProjectsAreRefused = quirk({
  name: 'kanboard.missing-project-null',
  summary:
    'On: getProjectByName, -Identifier and -Email of a project that does not exist answer null to the application and ' +
    '403 to a user. Off: false for both, as releases since 1.2.34 do.',
  until: '1.2.33',
  source: { code: 'kanboard/kanboard@fe5044c1b app/Api/Procedure/ProjectProcedure.php' },
})

/** The addresses of a project's pages; the calendar is shown by old releases only. */
type Urls = Record<'board' | 'calendar' | 'list', string> & {
  [name in 'public_board' | 'rss_feed' | 'ical_feed']?: string
}
type ProjectWithUrls = ProjectRow & { readonly url: Urls }

/** A row with the addresses of its pages. */
export function withUrls(ctx: KanboardContext, row: ProjectRow): ProjectWithUrls {
  const params = { project_id: row.id }
  const isOld = inVersions(oldControllers, ctx.setup.profile.version)
  const board = pageUrl(ctx, [isOld ? 'board' : 'BoardViewController', 'show'], params)
  const calendar = pageUrl(ctx, [isOld ? 'calendar' : 'CalendarController', 'show'], params)
  const list = pageUrl(ctx, [isOld ? 'listing' : 'TaskListController', 'show'], params)
  return { ...row, url: { board, calendar, list, ...publicUrls(ctx, row) } }
}

/** kanboard/kanboard@v1.0.29 renamed the controllers, which the addresses name. */
const oldControllers = { until: '1.0.28' }

function publicUrls(ctx: KanboardContext, { is_public, token }: ProjectRow): Partial<Urls> {
  if (is_public === 0 || token === '') return {}
  return {
    public_board: pageUrl(ctx, ['BoardViewController', 'readonly'], { token }),
    rss_feed: pageUrl(ctx, ['FeedController', 'project'], { token }),
    ical_feed: pageUrl(ctx, ['ICalendarController', 'project'], { token }),
  }
}

const example = {
  id: 1,
  name: 'API test',
  is_active: 1,
  token: '',
  last_modified: 1795323913,
  is_public: 0,
  is_private: 0,
  is_everybody_allowed: 0,
  default_swimlane: 'Default swimlane',
  show_default_swimlane: 1,
  description: null,
  identifier: '',
  start_date: '',
  end_date: '',
  owner_id: 0,
  priority_default: 0,
  priority_start: 0,
  priority_end: 3,
  email: null,
  predefined_email_subjects: null,
  per_swimlane_task_limits: 0,
  task_limit: 0,
  enable_global_tags: 1,
  url: {
    board: 'http://localhost/?controller=BoardViewController&action=show&project_id=1',
    list: 'http://localhost/?controller=TaskListController&action=show&project_id=1',
  },
}

export const getProjectById = procedure({
  id: 'getProjectById',
  group: 'Project',
  summary: 'Get project information',
  sources: [{ doc: `${page}#getprojectbyid` }, { evidence: `${lifecycle} steps 3, 32` }],
  effect: 'read',
  failure: null,
  input: z.object({ project_id: projectId() }),
  output: project.nullable().describe('The project, null when there is none'),
  errors: [
    membersOnly('viewer'),
    { when: 'there is no such project', status: 200, result: null, source: { evidence: `${lifecycle} step 32` } },
  ],
  examples: [
    {
      title: 'a project',
      since: '1.2.14',
      input: { project_id: 1 },
      output: example,
      source: { evidence: `${lifecycle} step 3` },
    },
  ],
  handle: (ctx, { project_id }) => {
    const found = findProject(ctx, project_id)
    return found ? withUrls(ctx, found) : ctx.explain(noProject(project_id), null)
  },
})

/** Answers a project that was found by a text. */
function answerFound(
  ctx: KanboardContext,
  found: ProjectRow | undefined,
  what: string,
): ProjectWithUrls | false | null {
  if (!found && ctx.has(missingProjectsAreRefused)) {
    ctx.requireProject(null)
    return ctx.explain(`there is no project with the ${what}`, null)
  }
  if (!found) return ctx.explain(`there is no project with the ${what}`, false)
  ctx.requireProject(found.id)
  return withUrls(ctx, found)
}

const foundProject = z
  .union([project, z.literal(false), z.null()])
  .describe('The project, false when there is none; before 1.2.34 null')

const notFoundByText = (step: number): ErrorCase => ({
  when: 'there is no such project',
  since: '1.2.34',
  status: 200,
  result: false,
  source: { evidence: `${lifecycle} step ${step}` },
})

export const getProjectByName = procedure({
  id: 'getProjectByName',
  group: 'Project',
  summary: 'Get project information',
  doc: 'Names need not be unique: the first project counts. SQLite and PostgreSQL tell upper from lower case.',
  sources: [{ doc: `${page}#getprojectbyname` }, { evidence: `${lifecycle} steps 23, 24` }],
  effect: 'read',
  failure: null,
  input: z.object({ name: argument(z.string().describe('Name of the project')) }),
  output: foundProject,
  errors: [membersOnly('viewer'), notFoundByText(24)],
  examples: [
    {
      title: 'an unknown name',
      since: '1.2.34',
      input: { name: 'nope' },
      output: false,
      source: { evidence: `${lifecycle} step 24` },
    },
  ],
  handle: (ctx, { name }) => {
    const text = toText(name)
    const found = name === null ? undefined : ctx.db.projects.first({ nameKey: ctx.database.textKey(text) })
    return answerFound(ctx, found, `name '${text}'`)
  },
})

export const getProjectByIdentifier = procedure({
  id: 'getProjectByIdentifier',
  group: 'Project',
  summary: 'Get project information',
  doc: 'In any letter case: identifiers are stored in upper case.',
  sources: [{ doc: `${page}#getprojectbyidentifier` }, { evidence: `${lifecycle} steps 25-28` }],
  versions: { since: '1.0.31' },
  effect: 'read',
  failure: null,
  input: z.object({ identifier: argument(z.string().describe('Identifier of the project')) }),
  output: foundProject,
  errors: [membersOnly('viewer'), notFoundByText(28)],
  examples: [
    {
      title: 'no identifier',
      since: '1.2.34',
      input: { identifier: '' },
      output: false,
      source: { evidence: `${lifecycle} step 27` },
    },
  ],
  handle: (ctx, { identifier }) => {
    if (isEmpty(identifier)) return emptyText(ctx, 'identifier')
    if (isArray(identifier)) throw new Crash('strtoupper() takes no list')
    const text = toText(identifier).toUpperCase()
    const found = ctx.db.projects.first({ identifierKey: ctx.database.textKey(text) })
    return answerFound(ctx, found, `identifier '${text}'`)
  },
})

/** Nothing is looked up for an empty text. */
function emptyText(ctx: KanboardContext, what: string): false {
  if (ctx.has(missingProjectsAreRefused)) ctx.requireProject(null)
  return ctx.explain(`the ${what} is empty`, false)
}

export const getProjectByEmail = procedure({
  id: 'getProjectByEmail',
  group: 'Project',
  summary: 'Get project information',
  sources: [{ doc: `${page}#getprojectbyemail` }, { evidence: `${lifecycle} steps 29-31` }],
  versions: { since: '1.0.39' },
  effect: 'read',
  failure: null,
  input: z.object({ email: argument(z.string().describe('E-mail address of the project')) }),
  output: foundProject,
  errors: [membersOnly('viewer'), notFoundByText(30)],
  examples: [
    {
      title: 'an unknown address',
      since: '1.2.34',
      input: { email: 'nope@localhost' },
      output: false,
      source: { evidence: `${lifecycle} step 30` },
    },
  ],
  handle: (ctx, { email }) => {
    if (isEmpty(email)) return emptyText(ctx, 'email')
    const text = toText(email)
    const found = ctx.db.projects.first({ emailKey: ctx.database.textKey(text) })
    return answerFound(ctx, found, `email '${text}'`)
  },
})

export const getAllProjects = procedure({
  id: 'getAllProjects',
  group: 'Project',
  summary: 'Get all available projects',
  doc: 'Sorted by name in the order of the database; disabled projects too.',
  sources: [{ doc: `${page}#getallprojects` }, { evidence: `${lifecycle} steps 1, 52` }],
  effect: 'read',
  failure: false,
  input: z.object({}),
  output: z.array(project).describe('All projects'),
  errors: [
    {
      when: 'the caller is a user who is not app-admin',
      since: '1.0.31',
      status: 403,
      code: 403,
      source: { evidence: `${byUsers} step 16` },
    },
  ],
  examples: [{ title: 'a fresh install', input: {}, output: [], source: { evidence: `${lifecycle} step 1` } }],
  handle: (ctx) => byName(ctx, [...ctx.db.projects]).map((row) => withUrls(ctx, row)),
})

/** Rows in the order that a database gives their names; equal names stay as they are. */
export const byName = <R extends { readonly name: string }>(ctx: KanboardContext, rows: readonly R[]): R[] =>
  [...rows].sort((a, b) => ctx.database.compareTexts(a.name, b.name))
