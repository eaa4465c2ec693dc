import { quirk } from '../kernel/quirk.js'
import type { KanboardContext } from './procedure.js'

export const urlsFromHost = quirk({
  name: 'kanboard.urls-from-host',
  summary:
    'On: without the setting application_url, addresses in answers begin with the host of the request. Off: with ' +
    'http://localhost/, as releases since 1.2.46 do.',
  until: '1.2.45',
  source: { code: 'kanboard/kanboard@bca2bd7ab app/Helper/UrlHelper.php' },
})

/** PHP's `urlencode`, which `http_build_query` uses. */
const encoded = (text: string | number): string =>
  encodeURIComponent(text)
    .replaceAll('%20', '+')
    .replace(/[!'()*~]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`)

/**
 * The address of a page as answers give it: below the setting application_url, which is empty on a fresh install
 * (app/Helper/UrlHelper.php).
 */
export function pageUrl(
  ctx: KanboardContext,
  [controller, action]: readonly [controller: string, action: string],
  params: Readonly<Record<string, string | number>>,
): string {
  const base = ctx.world.settings.config['application_url'] || fallbackOf(ctx)
  const members = Object.entries({ controller, action, ...params })
  return `${base}?${members.map(([name, value]) => `${name}=${encoded(value)}`).join('&')}`
}

function fallbackOf(ctx: KanboardContext): string {
  return ctx.has(urlsFromHost) && ctx.host !== '' ? `http://${ctx.host}/` : 'http://localhost/'
}
