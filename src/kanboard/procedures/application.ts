import { z } from 'zod'
import { zoneOf } from '../calendar.js'
import { colors, defaultColor } from '../colors.js'
import { procedure } from '../procedure.js'
import { translate } from '../translate.js'
import { colorNames, taskColors } from './long-examples.js'

const page = 'kanboard/documentation v1/api/application_procedures.md'
const recorded = 'kanboard/v1.2.53/app.json'
const settings = 'kanboard/v1.2.53/seeded/seeded-settings.json'

export const getVersion = procedure({
  id: 'getVersion',
  group: 'Application',
  summary: 'Get the application version',
  sources: [{ doc: `${page}#getversion` }, { evidence: `${recorded} steps 1, 2` }],
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
      source: { evidence: `${recorded} step 1` },
    },
  ],
  handle: ({ world }) => world.settings.version,
})

export const getTimezone = procedure({
  id: 'getTimezone',
  group: 'Application',
  summary: 'Get the timezone of the connected user',
  doc: "The user's own zone, or without one that of the application.",
  sources: [{ doc: `${page}#gettimezone` }, { evidence: `${recorded} steps 3, 4` }, { evidence: `${settings} step 1` }],
  effect: 'read',
  failure: false,
  input: z.object({}),
  output: z.string().describe('Name of the time zone: UTC, Europe/Paris'),
  examples: [{ title: 'a fresh install', input: {}, output: 'UTC', source: { evidence: `${recorded} step 3` } }],
  handle: (ctx) => zoneOf(ctx),
})

export const getDefaultTaskColor = procedure({
  id: 'getDefaultTaskColor',
  group: 'Application',
  summary: 'Get default task color',
  sources: [{ doc: `${page}#getdefaulttaskcolor` }, { evidence: `${recorded} steps 5, 6` }],
  versions: { since: '1.0.18' },
  effect: 'read',
  failure: false,
  input: z.object({}),
  output: z.string().describe('Color of new tasks'),
  examples: [{ title: 'a fresh install', input: {}, output: 'yellow', source: { evidence: `${recorded} step 5` } }],
  handle: (ctx) => defaultColor(ctx),
})

const paint = z.object({
  name: z.string().describe('English name'),
  background: z.string().describe('CSS color of the card'),
  border: z.string().describe('CSS color of its border'),
})

export const getDefaultTaskColors = procedure({
  id: 'getDefaultTaskColors',
  group: 'Application',
  summary: 'Get all default task colors',
  doc: 'Names are English whatever the language.',
  sources: [{ doc: `${page}#getdefaulttaskcolors` }, { evidence: `${recorded} steps 7, 8` }],
  versions: { since: '1.0.18' },
  effect: 'read',
  failure: false,
  input: z.object({}),
  output: z.record(z.string(), paint).describe('Name and paint by color'),
  examples: [taskColors],
  handle: () => Object.fromEntries(colors),
})

export const getColorList = procedure({
  id: 'getColorList',
  group: 'Application',
  summary: 'Get the list of task colors',
  doc: 'Names are in the language of the caller.',
  sources: [
    { doc: `${page}#getcolorlist` },
    { evidence: `${recorded} steps 9, 10` },
    { evidence: `${settings} step 5` },
  ],
  versions: { since: '1.0.18' },
  effect: 'read',
  failure: false,
  input: z.object({}),
  output: z.record(z.string(), z.string()).describe('Names by color'),
  examples: [colorNames],
  handle: (ctx) => Object.fromEntries([...colors].map(([id, { name }]) => [id, translate(ctx, name)])),
})

export const getApplicationRoles = procedure({
  id: 'getApplicationRoles',
  group: 'Application',
  summary: 'Get the application roles',
  doc: 'Names are in the language of the caller.',
  sources: [
    { doc: `${page}#getapplicationroles` },
    { evidence: `${recorded} steps 11, 12` },
    { evidence: `${settings} step 3` },
  ],
  versions: { since: '1.0.24' },
  effect: 'read',
  failure: false,
  input: z.object({}),
  output: z.record(z.string(), z.string()).describe('Names by role'),
  examples: [
    {
      title: 'in English',
      input: {},
      output: { 'app-admin': 'Administrator', 'app-manager': 'Manager', 'app-user': 'User' },
      source: { evidence: `${recorded} step 11` },
    },
  ],
  handle: (ctx) => ({
    'app-admin': translate(ctx, 'Administrator'),
    'app-manager': translate(ctx, 'Manager'),
    'app-user': translate(ctx, 'User'),
  }),
})

export const getProjectRoles = procedure({
  id: 'getProjectRoles',
  group: 'Application',
  summary: 'Get the project roles',
  doc: 'Names are in the language of the caller.',
  sources: [
    { doc: `${page}#getprojectroles` },
    { evidence: `${recorded} steps 13, 14` },
    { evidence: `${settings} step 4` },
  ],
  versions: { since: '1.0.24' },
  effect: 'read',
  failure: false,
  input: z.object({}),
  output: z.record(z.string(), z.string()).describe('Names by role'),
  examples: [
    {
      title: 'in English',
      input: {},
      output: {
        'project-manager': 'Project Manager',
        'project-member': 'Project Member',
        'project-viewer': 'Project Viewer',
      },
      source: { evidence: `${recorded} step 13` },
    },
  ],
  handle: (ctx) => ({
    'project-manager': translate(ctx, 'Project Manager'),
    'project-member': translate(ctx, 'Project Member'),
    'project-viewer': translate(ctx, 'Project Viewer'),
  }),
})
