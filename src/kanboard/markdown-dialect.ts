import type { KanboardContext } from './procedure.js'
import { holds } from './procedures/release-rules.js'

/** A word that means something to Kanboard, with the length of what it replaces. */
export interface Reference {
  readonly html: string
  readonly extent: number
}

/** What Markdown means to one request: it differs from release to release, and users are looked up. */
export interface Dialect {
  /** Parsedown 1.5.4: lists start at 1, links may stand in links, attributes are taken as they come. */
  readonly isEarly: boolean
  readonly breaksLines: boolean
  /** Addresses of unknown schemes lose their colon. */
  readonly isSafe: boolean
  /** What a line that begins with `#` and tells a number becomes. */
  readonly numberedLine: 'header' | 'link' | 'paragraph'
  /** The characters before which something may begin. */
  readonly markers: string
  /** `#12`, or text that tells a number later on; undefined where tasks are not linked. */
  taskLink(text: string): Reference | undefined
  /** `@name` of a user. */
  userLink(text: string): Reference | undefined
}

export function dialectOf(ctx: KanboardContext): Dialect {
  const linksNames = holds(ctx, 'markdownLinksNames')
  return {
    isEarly: holds(ctx, 'markdownIsEarly'),
    breaksLines: holds(ctx, 'markdownBreaksLines'),
    isSafe: holds(ctx, 'markdownIsSafe'),
    numberedLine: holds(ctx, 'numbersAreNoHeaders')
      ? 'paragraph'
      : holds(ctx, 'numbersReplaceHeaders')
        ? 'link'
        : 'header',
    markers: linksNames ? '!"*_&[:<>`~\\#@' : '!"*_&[:<>`~\\',
    taskLink: (text) => (linksNames ? taskLink(text) : undefined),
    userLink: (text) => (linksNames ? userLink(ctx, text) : undefined),
  }
}

/** The first number after a `#` stands for the text before it, too. */
function taskLink(text: string): Reference | undefined {
  const [whole, id] = /#(\d+)/.exec(text) ?? []
  if (whole === undefined || id === undefined) return undefined
  const address = `/?controller=TaskViewController&amp;action=show&amp;task_id=${id}`
  return { html: `<a href="${address}">${whole}</a>`, extent: whole.length }
}

function userLink(ctx: KanboardContext, text: string): Reference | undefined {
  // Blanks of ASCII: PHP matches bytes here.
  const named = /^@([^ \t\n\v\f\r,!:?]+)/.exec(text)?.[1]
  if (named === undefined) return undefined
  const login = named.replace(/\.+$/, '')
  const user = ctx.db.users.first({ usernameKey: ctx.database.textKey(login) })
  if (!user) return undefined
  const name = escapeAttribute(user.name || user.username)
  const address = `/?controller=UserViewController&amp;action=profile&amp;user_id=${user.id}`
  const shown = escapeText(`@${login}`)
  const html = `<a href="${address}" class="user-mention-link" title="${name}" aria-label="${name}">${shown}</a>`
  return { html, extent: login.length + 1 }
}

/** `htmlspecialchars` with ENT_NOQUOTES. */
export const escapeText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** `htmlspecialchars` with ENT_QUOTES. */
export const escapeAttribute = (text: string): string =>
  escapeText(text).replaceAll('"', '&quot;').replaceAll("'", '&#039;')
