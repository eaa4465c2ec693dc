import { escapeAttribute, escapeText } from './markdown-dialect.js'
import { itemsStarted } from './markdown-lists.js'
import { tableStarted } from './markdown-tables.js'
import { asciiLower, wordsOf } from './markdown-words.js'
import type { Rendering } from './markdown-words.js'

/*
 * Markdown line by line, as Parsedown 1.7.4 of kanboard/kanboard@v1.2.53 (libs/erusev/parsedown) reads it: a line goes
 * on with the block before it, or begins one of its own, or is a paragraph's.
 */

export interface Line {
  /** With blanks for tabs. */
  readonly body: string
  readonly indent: number
  /** Without the blanks before it. */
  readonly text: string
}

export interface Block {
  /** Nothing for what is not shown. */
  html(): string | undefined
  /** Takes one more line, or says that it is not for this block. */
  goOn?(line: Line, isAfterGap: boolean): boolean
}

interface Paragraph {
  text: string
  heading: 'h1' | 'h2' | undefined
}

/** What a line may find before it: the paragraph that it could still change. */
interface Before {
  readonly paragraph: Paragraph | undefined
}

/** HTML of lines, with a line end before every block and at the end. */
export function blocksOf(rendering: Rendering, lines: readonly string[]): string {
  const reader = new Reader(rendering)
  for (const line of lines) reader.read(line)
  return reader.html()
}

type Start = (rendering: Rendering, line: Line, before: Before) => Block | undefined

const starts: Readonly<Record<string, readonly Start[]>> = {
  '#': [header],
  '*': [rule, itemsStarted],
  '+': [itemsStarted],
  '-': [rule, itemsStarted],
  '>': [quote],
  '[': [reference],
  _: [rule],
  '`': [fence],
  '~': [fence],
}

const startsAt = (sign: string): readonly Start[] => (/\d/.test(sign) ? [itemsStarted] : (starts[sign] ?? []))

/** Keeps the block that the next line may go on with. */
class Reader {
  readonly #blocks: Block[] = []
  #current: Block | undefined
  #paragraph: Paragraph | undefined
  #isAfterGap = false

  constructor(readonly rendering: Rendering) {}

  read(given: string): void {
    if (given.replace(/[ \t\n\r\0\v]+$/, '') === '') {
      this.#isAfterGap = true
      return
    }
    const line = lineOf(given)
    const isAfterGap = this.#isAfterGap
    if (this.#current?.goOn?.(line, isAfterGap)) {
      this.#isAfterGap = false
      return
    }
    const open = isAfterGap ? undefined : this.#paragraph
    this.#isAfterGap = false
    if (open && this.#takesOver(line, open)) return
    const block = started(this.rendering, line, { paragraph: open })
    if (block) this.#begin(block, undefined)
    else if (open) open.text += `\n${line.text}`
    else this.#beginParagraph(line)
  }

  html(): string {
    const shown = this.#blocks.map((block) => block.html()).filter((html) => html !== undefined)
    return `${shown.map((html) => `\n${html}`).join('')}\n`
  }

  #begin(block: Block, paragraph: Paragraph | undefined): void {
    this.#blocks.push(block)
    this.#current = block
    this.#paragraph = paragraph
  }

  #beginParagraph({ text }: Line): void {
    const paragraph: Paragraph = { text, heading: undefined }
    const html = (): string => {
      const tag = paragraph.heading ?? 'p'
      return `<${tag}>${wordsOf(this.rendering, paragraph.text)}</${tag}>`
    }
    this.#begin({ html }, paragraph)
  }

  /** A line below a paragraph that makes it a heading, or the head of a table. */
  #takesOver({ text, indent }: Line, open: Paragraph): boolean {
    const sign = text.charAt(0)
    if ((sign === '=' || sign === '-') && text.split('').every((one) => one === sign)) {
      open.heading = sign === '=' ? 'h1' : 'h2'
      this.#paragraph = undefined
      return true
    }
    const table = '-:|'.includes(sign)
      ? tableStarted(this.rendering, open.text, { text, indent, body: text })
      : undefined
    if (!table) return false
    this.#blocks.pop()
    this.#begin(table, undefined)
    return true
  }
}

function started(rendering: Rendering, line: Line, before: Before): Block | undefined {
  const indented = before.paragraph ? undefined : codeStarted(line)
  if (indented) return indented
  for (const start of startsAt(line.text.charAt(0))) {
    const block = start(rendering, line, before)
    if (block) return block
  }
  return undefined
}

/** Tabs reach to the next fourth column. */
function lineOf(given: string): Line {
  const [first = '', ...parts] = given.split('\t')
  const body = parts.reduce((line, part) => line + ' '.repeat(4 - (Array.from(line).length % 4)) + part, first)
  const text = body.replace(/^ +/, '')
  return { body, indent: body.length - text.length, text }
}

function codeStarted({ indent, body }: Line): Block | undefined {
  if (indent < 4) return undefined
  let code = body.slice(4)
  return {
    html: () => `<pre><code>${escapeText(code)}</code></pre>`,
    goOn: (line, isAfterGap) => {
      if (line.indent < 4) return false
      code += `${isAfterGap ? '\n' : ''}\n${line.body.slice(4)}`
      return true
    },
  }
}

function fence({ dialect }: Rendering, { text }: Line): Block | undefined {
  const sign = text.charAt(0)
  const pattern = dialect.isEarly ? '([\\w-]+)?' : '([^`]+)?'
  const found = new RegExp(`^${sign}{3,} *${pattern} *$`).exec(text)
  if (!found) return undefined
  const language = found[1] === undefined ? '' : ` class="language-${languageIn(found[1])}"`
  let code = ''
  let isClosed = false
  return {
    html: () => `<pre><code${language}>${escapeText(code)}</code></pre>`,
    goOn: (line, isAfterGap) => {
      if (isClosed) return false
      const gap = isAfterGap ? '\n' : ''
      isClosed = new RegExp(`^${sign}{3,} *$`).test(line.text)
      code = isClosed ? (code + gap).slice(1) : `${code}${gap}\n${line.body}`
      return true
    },
  }
}

const languageIn = (words: string): string => escapeAttribute(words.replace(/[ \t\n\f\r].*$/s, ''))

function header(rendering: Rendering, { text }: Line): Block | undefined {
  const { numberedLine, taskLink } = rendering.dialect
  if (numberedLine === 'paragraph' && /^#\d/.test(text)) return undefined
  const link = numberedLine === 'link' ? taskLink(text) : undefined
  if (link) return { html: () => link.html }
  const level = /^#*/.exec(text)?.[0].length ?? 0
  if (text.length < 2 || level > 6) return undefined
  const title = text.replace(/^[# ]+|[# ]+$/g, '')
  return { html: () => `<h${level}>${wordsOf(rendering, title)}</h${level}>` }
}

function rule(_: Rendering, { text }: Line): Block | undefined {
  return /^([*_-])( *\1){2,} *$/.test(text) ? { html: () => '<hr />' } : undefined
}

function quote(rendering: Rendering, { text }: Line): Block {
  const lines = [text.replace(/^> ?/, '')]
  return {
    html: () => `<blockquote>${blocksOf(rendering, lines)}</blockquote>`,
    goOn: (line, isAfterGap) => {
      const isQuoted = line.text.startsWith('>')
      if (!isQuoted && isAfterGap) return false
      if (isAfterGap) lines.push('')
      lines.push(isQuoted ? line.text.replace(/^> ?/, '') : line.text)
      return true
    },
  }
}

/** Where a name leads, for links below it; itself not shown. */
export function reference({ definitions }: Rendering, { text }: Line): Block | undefined {
  const pattern = /^\[(.+?)\]: *<?([^ \t\n\v\f\r]+?)>?(?: +["'(](.+)["')])? *$/
  const [, name, url, title] = pattern.exec(text) ?? []
  if (name === undefined || url === undefined) return undefined
  definitions.set(asciiLower(name), { url, title })
  return { html: () => undefined }
}
