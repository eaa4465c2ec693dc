import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { stuntboard } from './command.js'
import { fakeOf, TOKEN } from './play.js'

const folders: string[] = []
const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'stuntboard-ledgers-'))
  folders.push(made)
  return made
}
afterAll(() => {
  for (const made of folders) rmSync(made, { recursive: true })
})

const env = { KANBOARD_TOKEN: TOKEN, KANBOARD_TOKEN_A: TOKEN, KANBOARD_TOKEN_B: TOKEN }
const served = () => fakeOf('kanboard@1.2.53').listen()
const only = ['--only', 'groups']

describe('the ledger of a run', () => {
  it('that nobody asked for goes when nothing is left', async () => {
    const TMPDIR = folder()
    const { url, close } = await served()
    const checked = await stuntboard(['check', 'kanboard', '--url', url, ...only], { ...env, TMPDIR })
    const diffed = await stuntboard(['diff', 'kanboard', url, url, ...only], { ...env, TMPDIR })
    await close()
    expect([checked.code, diffed.code, readdirSync(TMPDIR)]).toEqual([0, 0, []])
  })

  it('stays where it was asked for', async () => {
    const ledger = join(folder(), 'ledger')
    const { url, close } = await served()
    const { code } = await stuntboard(['check', 'kanboard', '--url', url, ...only, '--ledger', ledger], env)
    await close()
    expect([code, readdirSync(join(ledger, '..'))]).toEqual([0, ['ledger']])
  })
})
