import { escapeHtml } from './html.js'
import type { KanboardContext } from './procedure.js'

/*
 * Markdown as Parsedown renders it for kanboard/kanboard@v1.2.53 app/Core/Markdown.php: HTML escaped, line ends kept.
 * Paragraphs, headings, lists, quotes, code, emphasis, links, numbers of tasks and names of users. Tables, nested lists
 * and references are left as paragraphs.
 */

/** HTML of a text; empty for an empty one. */
export function renderMarkdown(ctx: KanboardContext, text: string): string {
  const blocks = text.replace(/\r\n?/g, '\n').split(/\n[ \t]*\n/)
  const shown = blocks.map((block) => block.replace(/^\n+|\s+$/g, '')).filter((block) => block.trim() !== '')
  return shown.map((block) => renderBlock(ctx, block)).join('\n')
}

function renderBlock(ctx: KanboardContext, block: string): string {
  const lines = block.split('\n')
  const fence = /^```(\w*)\n([\s\S]*?)\n?```$/.exec(block)
  if (fence) {
    const language = fence[1] ? ` class="language-${fence[1]}"` : ''
    return `<pre><code${language}>${escaped(fence[2] ?? '')}</code></pre>`
  }
  const heading = /^(#{1,6}) *([^#\d].*?) *#*$/.exec(block)
  if (heading && lines.length === 1) {
    const level = heading[1]?.length ?? 1
    return `<h${level}>${renderInline(ctx, heading[2] ?? '')}</h${level}>`
  }
  if (lines.every((line) => /^[*+-] /.test(line))) return renderList(ctx, 'ul', lines, /^[*+-] +/)
  if (lines.every((line) => /^\d+[.] /.test(line))) return renderList(ctx, 'ol', lines, /^\d+[.] +/)
  if (lines.every((line) => line.startsWith('>'))) {
    const quoted = lines.map((line) => line.replace(/^> ?/, '')).join('\n')
    return `<blockquote>\n${renderMarkdown(ctx, quoted)}\n</blockquote>`
  }
  return `<p>${renderInline(ctx, lines.map((line) => line.trimStart()).join('\n'))}</p>`
}

function renderList(ctx: KanboardContext, tag: 'ul' | 'ol', lines: readonly string[], mark: RegExp): string {
  const items = lines.map((line) => `<li>${renderInline(ctx, line.replace(mark, ''))}</li>`)
  return `<${tag}>\n${items.join('\n')}\n</${tag}>`
}

/** As Parsedown escapes code: every ampersand; quotes only in attributes. */
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
/** In running text an entity stays one. */
const running = (text: string): string =>
  escaped(text)
    .replaceAll('"', '&quot;')
    .replace(/&amp;(#?[0-9A-Za-z]+;)/g, '&$1')
const attribute = (text: string): string => escaped(text).replaceAll('"', '&quot;').replaceAll("'", '&#039;')

const marks =
  /\\([\\`*_{}[\]()>#+\-.!|~])|`([^`]+)`|\*\*([^*]+)\*\*|__([^_]+)__|\*([^*\s][^*]*)\*|\b_([^_]+)_\b|~~([^~]+)~~|\[([^\]]+)\]\(([^)\s]+)\)|(https?:\/\/[^\s<]+)|#(\d+)|@([^\s,!:?]+)|\n/g

function renderInline(ctx: KanboardContext, text: string): string {
  let shown = ''
  let at = 0
  for (const found of text.matchAll(marks)) {
    shown += running(text.slice(at, found.index)) + renderMark(ctx, found)
    at = found.index + found[0].length
  }
  return shown + running(text.slice(at))
}

function renderMark(ctx: KanboardContext, found: RegExpMatchArray): string {
  const [whole, literal, code, strong, strong2, em, em2, deleted, label, target, address, task, user] = found
  if (whole === '\n') return '<br />\n'
  if (literal !== undefined) return escaped(literal)
  if (code !== undefined) return `<code>${escaped(code.trim())}</code>`
  const inner = (content: string, tag: string): string => `<${tag}>${renderInline(ctx, content)}</${tag}>`
  if (strong !== undefined || strong2 !== undefined) return inner(strong ?? strong2 ?? '', 'strong')
  if (em !== undefined || em2 !== undefined) return inner(em ?? em2 ?? '', 'em')
  if (deleted !== undefined) return inner(deleted, 'del')
  if (target !== undefined) return `<a href="${attribute(target)}">${renderInline(ctx, label ?? '')}</a>`
  if (address !== undefined) return `<a href="${attribute(address)}">${escaped(address)}</a>`
  if (task !== undefined)
    return `<a href="/?controller=TaskViewController&amp;action=show&amp;task_id=${task}">#${task}</a>`
  return renderMention(ctx, user ?? '', whole)
}

function renderMention(ctx: KanboardContext, named: string, whole: string): string {
  const login = named.replace(/\.+$/, '')
  const user = ctx.db.users.first({ usernameKey: ctx.database.textKey(login) })
  if (!user) return escaped(whole)
  const name = escapeHtml(user.name || user.username)
  const href = `/?controller=UserViewController&amp;action=profile&amp;user_id=${user.id}`
  const link = `<a href="${href}" class="user-mention-link" title="${name}" aria-label="${name}">@${escaped(login)}</a>`
  return link + escaped(named.slice(login.length))
}
