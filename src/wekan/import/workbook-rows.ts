import { unzipped } from '../export/archive.js'

/** Rows of the first sheet of an Excel workbook, every cell as text; undefined when it is none. */
export async function workbookRows(bytes: Uint8Array): Promise<string[][] | undefined> {
  const files = await unzipped(bytes)
  if (!files) return undefined
  const textOf = (name: string): string => new TextDecoder().decode(files.get(name) ?? new Uint8Array())
  const names = [...files.keys()].filter((name) => /^xl\/worksheets\/sheet\d+\.xml$/.test(name)).sort()
  const shared = matches(textOf('xl/sharedStrings.xml'), /<si\b[^>]*>(.*?)<\/si>/gs).map(([, body = '']) =>
    runsOf(body),
  )
  const sheet = textOf(names[0] ?? '')
  return matches(sheet, /<row\b[^>]*>(.*?)<\/row>/gs).map(([, row = '']) => cellsOf(row, shared))
}

function matches(text: string, pattern: RegExp): RegExpExecArray[] {
  return [...text.matchAll(pattern)]
}

function cellsOf(row: string, shared: readonly string[]): string[] {
  const cells: string[] = []
  for (const [, attributes = '', body = ''] of matches(row, /<c\b([^>]*?)(?:\/>|>(.*?)<\/c>)/gs)) {
    const column = /\br="([A-Z]+)\d+"/.exec(attributes)?.[1]
    const at = column === undefined ? cells.length : numberOf(column)
    while (cells.length < at) cells.push('')
    cells[at] = valueOf(/\bt="(\w+)"/.exec(attributes)?.[1], body, shared)
  }
  return cells
}

/** `A` is 0, `AA` is 26. */
function numberOf(column: string): number {
  return [...column].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1
}

function valueOf(type: string | undefined, body: string, shared: readonly string[]): string {
  if (type === 'inlineStr') return runsOf(body)
  const value = unescaped(/<v\b[^>]*>(.*?)<\/v>/s.exec(body)?.[1] ?? '')
  if (type === 's') return shared[Number(value)] ?? ''
  return type === 'b' ? String(value === '1') : value
}

function runsOf(body: string): string {
  return matches(body, /<t\b[^>]*>(.*?)<\/t>/gs)
    .map(([, text = '']) => unescaped(text))
    .join('')
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' }

function unescaped(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (whole, decimal?: string, hex?: string, name?: string) => {
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal))
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16))
    return entities[name ?? ''] ?? whole
  })
}
