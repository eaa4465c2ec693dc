import type { Example } from '../../kernel/operation.js'

export const getAdminOrgsExamples: readonly Example[] = [
  {
    title: 'one organisation, made by the fake',
    input: { params: {}, query: {}, body: {} },
    output: [
      {
        _id: 'pYgpDrbjG6tHE3gSW',
        orgDisplayName: 'Acme',
        orgSharedTemplates: false,
        orgPropagateMembersToBoards: false,
        orgSyncMembersFromAuth: false,
      },
    ],
    source: { code: 'wekan/wekan@v11.07 server/models/org.js:322' },
  },
  {
    title: 'no token',
    input: { params: {}, query: {}, body: {} },
    output: {
      isClientSafe: true,
      error: 'Unauthorized',
      reason: 'Unauthorized',
      message: 'Unauthorized [Unauthorized]',
      errorType: 'Meteor.Error',
      statusCode: 401,
    },
    source: { evidence: 'wekan/v11.07/auth-failure-shapes.json step 60' },
  },
]

export const getAdminTeamsExamples: readonly Example[] = [
  {
    title: 'one team, made by the fake',
    input: { params: {}, query: {}, body: {} },
    output: [
      {
        _id: 'od8QTNjMqhsnmPess',
        teamDisplayName: 'Crew',
        teamSharedTemplates: false,
        teamPropagateMembersToBoards: false,
        teamSyncMembersFromAuth: false,
      },
    ],
    source: { code: 'wekan/wekan@v11.07 server/models/team.js:286' },
  },
  {
    title: 'no token',
    input: { params: {}, query: {}, body: {} },
    output: {
      isClientSafe: true,
      error: 'Unauthorized',
      reason: 'Unauthorized',
      message: 'Unauthorized [Unauthorized]',
      errorType: 'Meteor.Error',
      statusCode: 401,
    },
    source: { evidence: 'wekan/v11.07/auth-failure-shapes.json step 61' },
  },
]

export const updateAllAdminOrgFeaturesExamples: readonly Example[] = [
  {
    title: 'one feature, made by the fake',
    input: { params: {}, query: {}, body: { field: 'orgSharedTemplates', value: false } },
    output: { updated: 1 },
    source: { code: 'wekan/wekan@v11.07 server/models/org.js:403' },
  },
  {
    title: 'no feature, made by the fake',
    input: { params: {}, query: {}, body: { field: 'color', value: true } },
    output: { error: 'invalid-field' },
    source: { code: 'wekan/wekan@v11.07 server/models/org.js:403' },
  },
]

export const updateAllAdminTeamFeaturesExamples: readonly Example[] = [
  {
    title: 'one feature, made by the fake',
    input: { params: {}, query: {}, body: { field: 'teamSharedTemplates', value: false } },
    output: { updated: 1 },
    source: { code: 'wekan/wekan@v11.07 server/models/team.js:367' },
  },
  {
    title: 'no feature, made by the fake',
    input: { params: {}, query: {}, body: { field: 'color', value: true } },
    output: { error: 'invalid-field' },
    source: { code: 'wekan/wekan@v11.07 server/models/team.js:367' },
  },
]

export const updateAdminOrgFeaturesExamples: readonly Example[] = [
  {
    title: 'one feature, made by the fake',
    input: { params: { orgId: 'pYgpDrbjG6tHE3gSW' }, query: {}, body: { orgSharedTemplates: true } },
    output: {
      _id: 'pYgpDrbjG6tHE3gSW',
      orgDisplayName: 'Acme',
      orgIsActive: true,
      createdAt: '2026-01-05T09:00:00.000Z',
      modifiedAt: '2026-01-05T09:00:00.000Z',
      orgSharedTemplates: true,
    },
    source: { code: 'wekan/wekan@v11.07 server/models/org.js:366' },
  },
]

export const updateAdminTeamFeaturesExamples: readonly Example[] = [
  {
    title: 'one feature, made by the fake',
    input: { params: { teamId: 'od8QTNjMqhsnmPess' }, query: {}, body: { teamSharedTemplates: true } },
    output: {
      _id: 'od8QTNjMqhsnmPess',
      teamDisplayName: 'Crew',
      teamIsActive: true,
      createdAt: '2026-01-05T09:00:00.000Z',
      modifiedAt: '2026-01-05T09:00:00.000Z',
      teamSharedTemplates: true,
    },
    source: { code: 'wekan/wekan@v11.07 server/models/team.js:330' },
  },
]
