import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer as createTlsServer } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createFake } from '../../src/index.js'
import type { FakeOptions } from '../../src/index.js'
import { program, stuntboard } from './command.js'
import { answering, answeringTls, atTheEnd, listening, stopAll } from './servers.js'

async function fakeUrl(options: FakeOptions): Promise<string> {
  const { url, close } = await createFake(options).listen()
  atTheEnd(close)
  return url
}

const given = {
  WEKAN_USERNAME: 'ada',
  WEKAN_PASSWORD: 'not-a-secret-of-anyone',
  KANBOARD_TOKEN: 'not-a-token-of-anyone',
}
const check = (product: string, url: string, ...more: string[]): ReturnType<typeof stuntboard> =>
  stuntboard(['check', product, '--url', url, ...more], given)

describe.each(['wekan', 'kanboard'])('a %s that cannot be talked to ends the run with exit code 3', (product) => {
  it('when nothing listens', async () => {
    const place = await answering(() => undefined)
    await stopAll()
    const { code, err } = await program(['check', product, '--url', `http://${place}`], given)
    expect({ code, err }).toMatchObject({ code: 3, err: expect.stringContaining(`nothing listens at http://${place}`) })
  })

  it('when it speaks TLS only', async () => {
    const place = await listening(createTlsServer({}))
    const { code, err } = await check(product, `http://${place}`)
    expect({ code, err }).toMatchObject({
      code: 3,
      err: expect.stringContaining('it may speak TLS only: try https://'),
    })
  })

  it('when it speaks no TLS', async () => {
    const place = await answering((_request, response) => response.end())
    const { code, err } = await check(product, `https://${place}`)
    expect({ code, err }).toMatchObject({ code: 3, err: expect.stringMatching(/TLS with https:.* failed/) })
  })

  it('when a sign-in page stands before it', async () => {
    const place = await answering((_request, response) => {
      response.writeHead(302, { location: 'https://login.example.com/?next=/' }).end()
    })
    const { code, err } = await check(product, `http://${place}`)
    expect({ code, err }).toMatchObject({ code: 3, err: expect.stringContaining('redirects to login.example.com') })
  })

  it('when its certificate is not known', async () => {
    const url = `https://${await answeringTls((_request, response) => response.writeHead(502).end())}`
    const { code, err } = await check(product, url)
    expect({ code, err }).toMatchObject({ code: 3, err: expect.stringMatching(/TLS with https:.* failed, /) })
  })

  it('when it answers HTML', async () => {
    const place = await answering((_request, response) => {
      response.setHeader('content-type', 'text/html').end('<html>Sign in</html>')
    })
    const { code, err } = await check(product, `http://${place}`)
    expect({ code, err }).toMatchObject({
      code: 3,
      err: expect.stringMatching(/answers HTML .*does a sign-in page stand before it/),
    })
  })

  it('when it refuses the login', async () => {
    const { code, err, out } = await check(product, await fakeUrl({ products: { [product]: {} } }))
    expect({ code, err }).toMatchObject({ code: 3, err: expect.stringMatching(/refused the login of '(ada|jsonrpc)'/) })
    expect(out + err).not.toContain('not-a-')
  })

  it('when it is the other product', async () => {
    const other = product === 'wekan' ? 'kanboard' : 'wekan'
    const { code, err } = await check(product, await fakeUrl({ products: { [other]: {} } }))
    expect({ code, err }).toMatchObject({ code: 3, err: expect.stringMatching(new RegExp(`this is a ${other}`, 'i')) })
  })
})

describe('a Wekan with its API switched off ends the run with exit code 3', () => {
  it.each(['11.07', '7.10'])('as %s says it', async (profile) => {
    const { code, err } = await check(
      'wekan',
      await fakeUrl({ products: { wekan: { profile, settings: { api: 'off' } } } }),
    )
    expect({ code, err }).toMatchObject({ code: 3, err: expect.stringContaining('set WITH_API=true') })
  })
})

describe('a mistake in the call ends it with exit code 2', () => {
  it.each([
    [['check', 'trello', '--url', 'http://127.0.0.1'], "unknown product 'trello': choose one of wekan, kanboard"],
    [['check', 'wekan', '--url', 'ftp://x'], '--url ftp://x: an http or https URL is expected'],
    [['check', 'wekan'], "required option '--url <url>' not specified"],
    [
      ['record', 'wekan', '--url', 'http://127.0.0.1', '--out', 'x', '--rate', '0'],
      '--rate 0: a number above 0 is expected',
    ],
    [['check', 'wekan', '--url', 'http://ada:pw@127.0.0.1'], 'name and password do not belong into the address'],
  ])('%j', async (args, message) => {
    const { code, err } = await stuntboard(args)
    expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining(message) })
  })

  it('when nothing is selected', async () => {
    const url = await fakeUrl({ products: { wekan: {} } })
    const { code, err } = await check('wekan', url, '--only', 'nothing-of-this-name')
    expect({ code, err }).toMatchObject({
      code: 2,
      err: expect.stringContaining("no scenario or operation 'nothing-of-this-name'"),
    })
  })
})

describe('record and cleanup', () => {
  it('reach the server as check does', async () => {
    const url = `https://${await answeringTls((_request, response) => response.writeHead(502).end())}`
    const folder = mkdtempSync(join(tmpdir(), 'stuntboard-reach-'))
    atTheEnd(() => {
      rmSync(folder, { recursive: true })
    })
    const ledger = join(folder, 'ledger')
    writeFileSync(
      ledger,
      `${JSON.stringify({ event: 'open', product: 'kanboard', url, run: '0123abcd', profile: 'kanboard@1.2.53' })}\n`,
    )
    const ended = await Promise.all([
      program(['record', 'kanboard', '--url', url, '--out', folder, '--insecure']),
      program(['cleanup', ledger, '--insecure']),
    ])
    for (const { code, err } of ended) {
      expect(code).toBe(3)
      expect(err).toMatch(/^TLS is not verified .*\n.*the server behind it does not/)
    }
  })
})
