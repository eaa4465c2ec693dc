import { blocksOf } from './markdown-blocks.js'
import { dialectOf } from './markdown-dialect.js'
import type { KanboardContext } from './procedure.js'

/** HTML of a text as kanboard/kanboard@v1.2.53 app/Core/Markdown.php makes it; empty for an empty one. */
export function renderMarkdown(ctx: KanboardContext, text: string): string {
  const lines = text
    .replace(/\r\n?/g, '\n')
    .replace(/^\n+|\n+$/g, '')
    .split('\n')
  return blocksOf({ dialect: dialectOf(ctx), definitions: new Map() }, lines).replace(/^\n+|\n+$/g, '')
}
