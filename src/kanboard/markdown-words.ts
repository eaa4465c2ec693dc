import { escapeAttribute, escapeText } from './markdown-dialect.js'
import type { Dialect, Reference } from './markdown-dialect.js'

/*
 * Markdown within a line, as Parsedown 1.7.4 of kanboard/kanboard@v1.2.53 (libs/erusev/parsedown) reads it: what begins
 * first is tried first, and what begins nothing is text.
 */

export interface Definition {
  readonly url: string
  readonly title: string | undefined
}

/** A text on its way to HTML. */
export interface Rendering {
  readonly dialect: Dialect
  /** Addresses by their name in lower case; lines that come later add to them. */
  readonly definitions: Map<string, Definition>
}

/** HTML for the first `extent` characters after `at`, which is where the marker stands if it is left out. */
interface Found extends Reference {
  readonly at?: number
}

interface Place {
  readonly rendering: Rendering
  /** From the marker on. */
  readonly text: string
  /** What is left of the line, from before the marker on. */
  readonly context: string
  /** Kinds that may not begin here. */
  readonly barred: readonly Kind[]
}

type Kind =
  | 'character'
  | 'image'
  | 'emphasis'
  | 'url'
  | 'urlTag'
  | 'mailTag'
  | 'link'
  | 'code'
  | 'strike'
  | 'literal'
  | 'task'
  | 'user'

const kindsOf: Readonly<Record<string, readonly Kind[]>> = {
  '"': ['character'],
  '!': ['image'],
  '&': ['character'],
  '*': ['emphasis'],
  ':': ['url'],
  '<': ['urlTag', 'mailTag', 'character'],
  '>': ['character'],
  '[': ['link'],
  _: ['emphasis'],
  '`': ['code'],
  '~': ['strike'],
  '\\': ['literal'],
  '#': ['task'],
  '@': ['user'],
}

/** HTML of a line, or of the lines of a paragraph. */
export function wordsOf(rendering: Rendering, line: string, barred: readonly Kind[] = []): string {
  const { markers } = rendering.dialect
  let html = ''
  let rest = line
  let at = firstOf(rest, markers)
  while (at >= 0) {
    const found = find({ rendering, text: rest.slice(at), context: rest, barred }, at)
    const start = found?.at ?? at
    const end = found ? start + found.extent : at + 1
    html += plain(rendering, rest.slice(0, found ? start : end)) + (found?.html ?? '')
    rest = rest.slice(end)
    at = firstOf(rest, markers)
  }
  return html + plain(rendering, rest)
}

function firstOf(text: string, markers: string): number {
  for (let at = 0; at < text.length; at += 1) if (markers.includes(text.charAt(at))) return at
  return -1
}

function find(place: Place, marker: number): Found | undefined {
  for (const kind of kindsOf[place.text.charAt(0)] ?? []) {
    if (place.barred.includes(kind)) continue
    const found = finders[kind](place)
    if (found && (found.at === undefined || found.at <= marker)) return found
  }
  return undefined
}

function plain({ dialect }: Rendering, text: string): string {
  if (dialect.breaksLines) return text.replace(/ *\n/g, '<br />\n')
  return text.replace(/(?: {2,}| *\\)\n/g, '<br />\n').replaceAll(' \n', '\n')
}

/** Text of an element in which nothing is looked for; Parsedown 1.5.4 left it as it was. */
const bare = ({ dialect }: Rendering, text: string): string => (dialect.isEarly ? text : escapeText(text))

const attribute = ({ dialect }: Rendering, value: string): string => (dialect.isEarly ? value : escapeAttribute(value))

const safeSchemes =
  /^(https?:\/\/|ftps?:\/\/|mailto:|data:image\/(png|gif|jpeg);base64,|ircs?:|git:|ssh:|news:|steam:)/i

function address(rendering: Rendering, url: string): string {
  const isTaken = !rendering.dialect.isSafe || safeSchemes.test(url)
  return attribute(rendering, isTaken ? url : url.replaceAll(':', '%3A'))
}

/** An element around text in which more may stand. */
const around =
  (tag: string, pattern: RegExp) =>
  ({ rendering, text, barred }: Place): Found | undefined => {
    const [whole, inner] = pattern.exec(text) ?? []
    if (whole === undefined || inner === undefined) return undefined
    return { html: `<${tag}>${wordsOf(rendering, inner, barred)}</${tag}>`, extent: whole.length }
  }

const strong: Readonly<Record<string, RegExp>> = {
  '*': /^\*\*((?:\\\*|[^*]|\*[^*]*\*)+?)\*\*(?!\*)/,
  _: /^__((?:\\_|[^_]|_[^_]*_)+?)__(?!_)/u,
}
const emphasis: Readonly<Record<string, RegExp>> = {
  '*': /^\*((?:\\\*|[^*]|\*\*[^*]+?\*\*)+?)\*(?!\*)/,
  _: /^_((?:\\_|[^_]|__[^_]*__)+?)_(?![\p{L}\p{N}_])/u,
}

function emphasised(place: Place): Found | undefined {
  const marker = place.text.charAt(0)
  const [double, single] = [strong[marker], emphasis[marker]]
  const isDouble = place.text.charAt(1) === marker
  const found = isDouble && double ? around('strong', double)(place) : undefined
  return found ?? (single ? around('em', single)(place) : undefined)
}

function code({ text }: Place): Found | undefined {
  const [whole, , inner] = /^(`+) *(.+?) *(?<!`)\1(?!`)/s.exec(text) ?? []
  if (whole === undefined || inner === undefined) return undefined
  // Escaped in every release: Parsedown 1.5.4 did so here itself.
  return { html: `<code>${escapeText(inner.replace(/ *\n/g, ' '))}</code>`, extent: whole.length }
}

function urlAround({ rendering, text, context }: Place): Found | undefined {
  if (text.charAt(2) !== '/') return undefined
  const letter = '[\\p{L}\\p{N}_]'
  const boundary = `(?:(?<=${letter})(?!${letter})|(?<!${letter})(?=${letter}))`
  const found = new RegExp(`(?<!${letter})https?:\\/{2}[^\\s<]+${boundary}\\/*`, 'iu').exec(context)
  if (!found) return undefined
  const [url] = found
  return { html: anchor(rendering, url, url), extent: url.length, at: found.index }
}

const anchor = (rendering: Rendering, url: string, label: string): string =>
  `<a href="${address(rendering, url)}">${bare(rendering, label)}</a>`

function urlTag({ rendering, text }: Place): Found | undefined {
  const [whole, url] = /^<(\w+:\/{2}[^ >]+)>/.exec(text) ?? []
  return whole === undefined || url === undefined
    ? undefined
    : { html: anchor(rendering, url, url), extent: whole.length }
}

function mailTag({ rendering, text }: Place): Found | undefined {
  const [whole, mail, scheme] = /^<((mailto:)?[^ \t\n\v\f\r]+?@[^ \t\n\v\f\r]+?)>/i.exec(text) ?? []
  if (whole === undefined || mail === undefined) return undefined
  return { html: anchor(rendering, scheme === undefined ? `mailto:${mail}` : mail, mail), extent: whole.length }
}

interface Target {
  readonly label: string
  readonly url: string
  readonly title: string | undefined
  readonly extent: number
}

/** The first text in brackets that are balanced, also when it stands further on. */
function bracketed(text: string): string | undefined {
  for (let start = text.indexOf('['); start >= 0; start = text.indexOf('[', start + 1)) {
    let depth = 0
    for (let at = start; at < text.length; at += 1) {
      const sign = text.charAt(at)
      if (sign === '[') depth += 1
      if (sign === ']') depth -= 1
      if (depth === 0) return text.slice(start, at + 1)
    }
  }
  return undefined
}

function targetOf({ definitions }: Rendering, text: string): Target | undefined {
  const brackets = bracketed(text)
  if (brackets === undefined) return undefined
  const label = brackets.slice(1, -1)
  const rest = text.slice(brackets.length)
  const [inline, url, title] = /^\(\s*((?:[^ ()]|\([^ )]+\))+)(?: +("[^"]*"|'[^']*'))?\s*\)/.exec(rest) ?? []
  if (inline !== undefined && url !== undefined) {
    return { label, url, title: title?.slice(1, -1), extent: brackets.length + inline.length }
  }
  const [reference = '', name = ''] = /^\s*\[(.*?)\]/.exec(rest) ?? []
  const definition = definitions.get(asciiLower(name === '' ? label : name))
  return definition && { label, ...definition, extent: brackets.length + reference.length }
}

/** `strtolower` of PHP 8. */
export const asciiLower = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())

const titled = (rendering: Rendering, title: string | undefined): string =>
  title === undefined ? '' : ` title="${attribute(rendering, title)}"`

function link({ rendering, text, barred }: Place): Found | undefined {
  const target = targetOf(rendering, text)
  if (!target) return undefined
  const within: readonly Kind[] = rendering.dialect.isEarly ? [] : ['url', 'link', 'task', 'user', ...barred]
  const label = wordsOf(rendering, target.label, within)
  const html = `<a href="${address(rendering, target.url)}"${titled(rendering, target.title)}>${label}</a>`
  return { html, extent: target.extent }
}

function image({ rendering, text }: Place): Found | undefined {
  const target = text.charAt(1) === '[' ? targetOf(rendering, text.slice(1)) : undefined
  if (!target) return undefined
  const alt = attribute(rendering, target.label)
  const html = `<img src="${address(rendering, target.url)}" alt="${alt}"${titled(rendering, target.title)} />`
  return { html, extent: target.extent + 1 }
}

const entities: Readonly<Record<string, string>> = { '>': '&gt;', '<': '&lt;', '"': '&quot;' }

/** An ampersand that begins an entity stays. */
function character({ text }: Place): Found | undefined {
  if (text.startsWith('&')) return /^&#?\w+;/.test(text) ? undefined : { html: '&amp;', extent: 1 }
  const html = entities[text.charAt(0)]
  return html === undefined ? undefined : { html, extent: 1 }
}

/** A sign after a backslash; `>` is shown as it stands. */
function literal({ text }: Place): Found | undefined {
  const sign = text.charAt(1)
  return sign !== '' && '\\`*_{}[]()>#+-.!|'.includes(sign) ? { html: sign, extent: 2 } : undefined
}

const finders: Readonly<Record<Kind, (place: Place) => Found | undefined>> = {
  character,
  image,
  emphasis: emphasised,
  url: urlAround,
  urlTag,
  mailTag,
  link,
  code,
  strike: around('del', /^~~(?=[^ \t\n\v\f\r])(.+?)(?<=[^ \t\n\v\f\r])~~/),
  literal,
  task: ({ rendering, text }) => rendering.dialect.taskLink(text),
  user: ({ rendering, text }) => rendering.dialect.userLink(text),
}
