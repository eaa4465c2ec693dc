import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

const newest = (folder: string): number =>
  Math.max(
    ...readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(ts|js)$/.test(file))
      .map((file) => statSync(join(root, folder, file)).mtimeMs),
  )

/** Tests of commands run the built program, as users do; it is built anew when a source is newer. */
export function setup(): void {
  if (existsSync(join(root, 'dist/cli/index.js')) && newest('dist') > newest('src')) return
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc')
  const args = [tsc, '-p', join(root, 'tsconfig.build.json'), '--noEmitOnError', 'false']
  // Type errors are told by `npm run typecheck`; they must not keep tests from running.
  spawnSync(process.execPath, args, { stdio: 'inherit' })
}
