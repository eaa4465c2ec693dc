import { quirk } from '../../kernel/quirk.js'

export const undocumentedColumns = quirk({
  name: 'kanboard.undocumented-columns',
  summary:
    'On: users show every column that the release stores. Off: only those that the page of December 2015 prints. ' +
    'Later releases are not touched: they always show every column.',
  until: '1.0.24',
  initially: 'off',
  source: { code: 'kanboard/kanboard@v1.0.22 app/Model/User.php getById() selects all columns' },
})

export const keepsHashInList = quirk({
  name: 'kanboard.password-hash-in-list',
  summary: 'On: getAllUsers shows the hash of every password. Off: the member is left out.',
  since: '1.0.25',
  source: { evidence: 'kanboard/v1.2.53/users-lifecycle.json step 1' },
})

export const updatesUnknownUsers = quirk({
  name: 'kanboard.update-unknown-true',
  summary: 'On: updateUser, enableUser and disableUser of a user that does not exist answer true. Off: false.',
  source: { evidence: 'kanboard/v1.2.53/users-lifecycle.json steps 26, 27, 35' },
})

export const sqlErrorCode0 = quirk({
  name: 'kanboard.sql-error-code-0',
  summary:
    'On: updateUser and updateGroup with nothing but the id answer an SQL error with code 0. Off: true, as nothing is ' +
    'to do.',
  since: '1.2.25',
  source: {
    evidence: 'kanboard/v1.2.53/users-lifecycle.json step 36; v1.2.20/users-lifecycle.json step 36 answers true',
  },
})

export const keepsBlanks = quirk({
  name: 'kanboard.username-untrimmed',
  summary: 'On: blanks around a username are stored. Off: they are cut, after the check that the name is free.',
  until: '1.2.26',
  source: { code: 'kanboard/kanboard@v1.2.27 app/Model/UserModel.php prepare() trims, v1.2.26 does not' },
})

export const keepsFeedToken = quirk({
  name: 'kanboard.disable-keeps-token',
  summary: 'On: a disabled user keeps the token of the public feeds. Off: disableUser empties it.',
  until: '1.2.51',
  source: { code: 'kanboard/kanboard@v1.2.52 app/Model/UserModel.php disable() empties token, v1.2.51 does not' },
})
