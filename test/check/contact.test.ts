import { createServer } from 'node:http'
import type { RequestListener, Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { createFake } from '../../src/index.js'
import type { FakeOptions } from '../../src/index.js'
import { stuntboard } from './command.js'

const stops: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

function listening(server: Server): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      stops.push(
        () =>
          new Promise((done) =>
            server.close(() => {
              done()
            }),
          ),
      )
      resolve(`127.0.0.1:${(server.address() as AddressInfo).port}`)
    })
  })
}

const answering = (listener: RequestListener): Promise<string> => listening(createServer(listener))

async function fakeUrl(options: FakeOptions): Promise<string> {
  const { url, close } = await createFake(options).listen()
  stops.push(close)
  return url
}

const check = (product: string, url: string, ...more: string[]): ReturnType<typeof stuntboard> =>
  stuntboard(['check', product, '--url', url, ...more], {
    WEKAN_USERNAME: 'ada',
    WEKAN_PASSWORD: 'not-a-secret-of-anyone',
    KANBOARD_TOKEN: 'not-a-token-of-anyone',
  })

describe.each(['wekan', 'kanboard'])('a %s that cannot be talked to ends the run with exit code 3', (product) => {
  it('when nothing listens', async () => {
    const place = await answering(() => undefined)
    for (const stop of stops.splice(0)) await stop()
    const { code, err } = await check(product, `http://${place}`)
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
