import type { Default } from './defaults.js'

/** What a new list has beside what it was made with. code: wekan/wekan@v11.07 models/lists.js:74 */
export const listDefaults = [
  { key: 'starred', value: false, about: 'Whether it is starred.', since: '3.50' },
  { key: 'swimlaneId', value: '', about: 'The swimlane it belongs to; empty for all of them.', since: '2.29' },
  {
    key: 'wipLimit',
    value: { value: 1, enabled: false, soft: false },
    about: 'How many cards it may hold.',
    since: '0.48',
    until: '8.42',
  },
  { key: 'type', value: 'list', about: 'list or template-list.', since: '2.29' },
  { key: 'width', value: 220, about: 'Width in pixels.', since: '8.18' },
] as const satisfies readonly Default[]
