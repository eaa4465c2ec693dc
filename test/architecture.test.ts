import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const source = join(root, 'src')

const files = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(root, folder, file))

const roomOf = (file: string): string => {
  const path = relative(source, file)
  return path.includes('/') ? path.slice(0, path.indexOf('/')) : 'top'
}

const imports = (file: string): string[] =>
  [
    ...readFileSync(file, 'utf8').matchAll(
      /^(?:import|export)[^'"]*?from '([^']+)'|^import '([^']+)'|import\('([^']+)'\)/gm,
    ),
  ].map((match) => match[1] ?? match[2] ?? match[3] ?? '')

/** Which rooms and packages a room may import; its own room always. The table of ARCHITECTURE.md. */
const allowed: Readonly<Record<string, { rooms: readonly string[]; packages: readonly string[] }>> = {
  kernel: { rooms: [], packages: ['zod'] },
  wekan: { rooms: ['kernel'], packages: ['zod', 'fflate', 'pdfkit', 'write-excel-file'] },
  kanboard: { rooms: ['kernel'], packages: ['zod'] },
  recording: { rooms: ['kernel'], packages: ['zod'] },
  fixtures: { rooms: ['kernel'], packages: ['zod', 'yaml', 'jiti', '@faker-js/faker'] },
  spec: { rooms: ['kernel'], packages: ['zod', 'yaml', 'openapi3-ts'] },
  check: { rooms: ['kernel', 'recording'], packages: ['zod', 'yaml', 'undici'] },
  control: { rooms: ['kernel'], packages: ['hono', 'yaml', 'zod'] },
  server: { rooms: ['kernel', 'fixtures', 'control', 'spec'], packages: ['hono', '@hono/node-server', 'zod'] },
  cli: {
    rooms: ['kernel', 'fixtures', 'control', 'server', 'spec', 'check', 'recording', 'top'],
    packages: ['commander', 'node-sqlite3-wasm', 'yaml', 'zod'],
  },
  top: { rooms: ['kernel', 'fixtures', 'control', 'server', 'wekan', 'kanboard'], packages: ['zod', 'vitest'] },
}

/** Node's own modules that a room may use; products use only those without input or output. */
const PURE = ['node:crypto', 'node:buffer', 'node:querystring', 'node:zlib']

describe('the house', () => {
  it.each(files('src'))('%s imports only what its room may', (file) => {
    const room = roomOf(file)
    const rule = allowed[room]
    if (!rule) throw new Error(`no rule for room ${room}: add it to the table here and in ARCHITECTURE.md`)
    for (const specifier of imports(file)) {
      if (specifier.startsWith('.')) {
        const target = roomOf(resolve(dirname(file), specifier))
        expect([room, ...rule.rooms], `${specifier} in ${relative(root, file)}`).toContain(target)
      } else if (specifier.startsWith('node:')) {
        if (['wekan', 'kanboard'].includes(room)) expect(PURE).toContain(specifier)
      } else {
        const name = specifier
          .split('/')
          .slice(0, specifier.startsWith('@') ? 2 : 1)
          .join('/')
        expect(rule.packages, `${specifier} in ${relative(root, file)}`).toContain(name)
      }
    }
  })

  it.each([...files('src'), ...files('test')])('%s has at most 400 lines', (file) => {
    expect(readFileSync(file, 'utf8').split('\n').length).toBeLessThanOrEqual(401)
  })

  it.each(files('src').filter((file) => !/kernel\/(clock|ids)\.ts$/.test(file)))(
    '%s takes time and chance from the world only',
    (file) => {
      expect(readFileSync(file, 'utf8')).not.toMatch(
        /Date\.now|new Date\(\)|Math\.random|performance\.now|randomBytes|randomUUID|randomInt|getRandomValues/,
      )
    },
  )

  // An engine takes some 100,000 arguments; a list from a world or a request may be longer.
  it.each(files('src'))('%s passes no list as arguments to a built-in', (file) => {
    expect(readFileSync(file, 'utf8')).not.toMatch(/(Math\.(min|max)|\.(push|unshift)|fromC(harCode|odePoint))\(\.\.\./)
  })

  it.each(files('src'))('%s is named for what it holds', (file) => {
    expect(file).not.toMatch(/\/(utils?|helpers?|common|misc|manager|stuff)(\.ts|\/)/)
    expect(readFileSync(file, 'utf8')).not.toMatch(/^export default|^export \* from/m)
  })
})
