import type { Profile } from '../kernel/product.js'

export const profiles: readonly Profile[] = [
  {
    id: 'wekan@11.07',
    version: '11.07',
    summary: 'v11.07 of August 2026 (Meteor 3, Express 5), as recorded.',
    sources: [{ evidence: 'wekan/v11.07' }, { code: 'wekan/wekan@v11.07' }],
  },
  {
    id: 'wekan@7.10',
    version: '7.10',
    summary:
      'v7.10 of September 2023 (Meteor 2.13, json-routes), as recorded; the release of the wiki page’s last edition.',
    sources: [{ evidence: 'wekan/v7.10' }, { code: 'wekan/wekan@v7.10' }],
  },
  {
    id: 'wekan@wiki',
    version: '7.10',
    // The pages print users as v0.45 to v0.51 made them and roles as v1.42 knew them.
    shape: '1.42',
    quirks: 'off',
    summary:
      'What the wiki pages REST API User and REST API Role print; otherwise v7.10 without its quirks. Not recorded.',
    sources: [
      { doc: 'wiki page REST API User, editions of September and October 2017 and September 2023' },
      { doc: 'wiki page REST API Role' },
    ],
  },
]
