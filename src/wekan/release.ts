import type { Contact, SendCall } from '../kernel/protocol.js'
import { compareVersions } from '../kernel/versions.js'
import { profiles } from './profiles.js'

/** A route that came with a release; asked for without a token and with a board that is none. */
interface Landmark {
  readonly since: string
  readonly path: string
}

/**
 * Newest first. code: wekan/wekan, the first tag whose server has the handler (server/models, models/export.js).
 * Up to 11.07 no later release has a new route.
 */
const expressLandmarks: readonly Landmark[] = [
  { since: '10.92', path: '/api/boards/-/exportZip' },
  { since: '9.59', path: '/api/admin/orgs' },
  { since: '9.47', path: '/api/boards/-/dependencies' },
  { since: '9.46', path: '/api/boards/-/rules' },
  { since: '9.36', path: '/api/user/cards' },
]

/** Releases of json-routes: a GET without a token answers JSON where there is a route, else the page of the application. */
const connectLandmarks: readonly Landmark[] = [
  { since: '7.93', path: '/api/cards/-' },
  { since: '4.96', path: '/api/boards_count' },
]

/** Meteor 3 and Express came: another framework, other failures. */
const EXPRESS = '8.43'

/**
 * Wekan tells its release to nobody who calls the API, but its routes do. OPTIONS of a known path is answered by Express
 * with the methods as text, by what came before with nothing; and Express alone takes paths in any case: recordings
 * wekan/v11.07 and v7.10 unknown-routes steps 7 and 9. Nothing is sent that could change anything.
 */
export async function releaseOf(send: SendCall): Promise<Pick<Contact, 'profile' | 'evidence'>> {
  const knows = async (path: string): Promise<boolean> => {
    const { contentType, text } = await send({ method: 'OPTIONS', path, headers: {} })
    return contentType === 'text/plain' && /\b(GET|POST)\b/.test(text)
  }
  const answers = async (path: string): Promise<boolean> => {
    const { contentType } = await send({ method: 'GET', path, headers: {} })
    return contentType === 'application/json'
  }
  if (await knows('/api/boards')) {
    return told(await firstOf(expressLandmarks, knows), `OPTIONS of a path tells its methods, as since ${EXPRESS}`)
  }
  // A proxy may keep OPTIONS to itself.
  if (await answers('/API/User')) {
    return told({}, `paths are taken in any case, as since ${EXPRESS}; OPTIONS does not come through`)
  }
  return told(await firstOf(connectLandmarks, answers), `OPTIONS of a path tells nothing, as before ${EXPRESS}`, true)
}

interface Found {
  readonly at?: Landmark
  /** The oldest landmark that is missing. */
  readonly missing?: Landmark
}

async function firstOf(landmarks: readonly Landmark[], has: (path: string) => Promise<boolean>): Promise<Found> {
  let found: Found = {}
  for (const landmark of landmarks) {
    if (await has(landmark.path)) return { ...found, at: landmark }
    found = { missing: landmark }
  }
  return found
}

function told({ at, missing }: Found, framework: string, isOld = false): Pick<Contact, 'profile' | 'evidence'> {
  const nearest = profiles.find(
    ({ shape, version }) => shape === undefined && compareVersions(version, EXPRESS) < 0 === isOld,
  )
  const evidence = [
    framework,
    ...(at ? [`it has ${at.path}, as since ${at.since}`] : []),
    ...(missing ? [`it lacks ${missing.path} of ${missing.since}`] : []),
  ]
  return { evidence, ...(nearest ? { profile: nearest.id } : {}) }
}
