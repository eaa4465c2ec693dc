import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { kanboard } from '../../src/kanboard/index.js'
import { createFake } from '../../src/server/fake.js'

const run = promisify(execFile)
const page = readFileSync(new URL('../documents/kanboard-api-user-procedures.2015.txt', import.meta.url), 'utf8')
const token = '19ffd9709d03ce50675c3a43d1c49c1ac207f4bc45f06c5b2701fbdf8929'

const worlds: Readonly<Record<string, string>> = {
  createUser: 'kanboard-create-user',
  createLdapUser: 'kanboard-create-ldap-user',
  getUser: 'kanboard-user',
  getAllUsers: 'kanboard-user',
  updateUser: 'kanboard-user',
  removeUser: 'kanboard-user',
}

/** The two repairs that fixtures/worlds/wiki-examples/README-kanboard.md lists, and no others. */
const repaired = (text: string): string => text.replace(/,\s*\.\.\./, '').replace(/("my_ldap_user"),/, '$1')

interface Printed {
  readonly method: string
  readonly request: string
  readonly answer: unknown
}

/** The JSON between a line that announces it and the next line that is neither JSON nor blank. */
function blocksAfter(heading: string): string[] {
  return page
    .split(heading)
    .slice(1)
    .map((rest) => repaired(rest.slice(0, rest.search(/\n\}(\n|$)/) + 2)))
}

function examples(): Printed[] {
  const answers = blocksAfter('Response example:')
  return blocksAfter('Request example:').map((request, index) => {
    const { method } = JSON.parse(request) as { method: string }
    return { method, request, answer: JSON.parse(answers[index] ?? '') as unknown }
  })
}

describe('kanboard-api-user-procedures.2015.txt', () => {
  it('prints one example for each procedure that is tried here', () => {
    expect(examples().map(({ method }) => method)).toEqual(Object.keys(worlds))
  })

  it.each(examples())('$method answers as printed', async ({ method, request, answer }) => {
    const products = [{ product: kanboard, profile: 'kanboard@1.0.22' }]
    const fake = createFake({ products, world: `wiki-examples/${worlds[method] ?? ''}` })
    const { url, close } = await fake.listen()
    const { stdout } = await run('curl', ['-s', '-u', `jsonrpc:${token}`, '-d', request, `${url}/jsonrpc.php`])
    await close()
    expect(JSON.parse(stdout)).toEqual(answer)
  })
})
