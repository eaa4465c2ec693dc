import type { Given } from '../kernel/protocol.js'
import { UsageError } from '../kernel/product.js'
import type { Choice } from '../kernel/product.js'
import type { Fetch } from '../check/target.js'
import { productNamed, products } from '../products.js'
import { createFake } from '../server/fake.js'

const TOKEN = 'application-token-of-the-fake'
const PASSWORD = 'password-of-the-fake'

/** Accounts of a fake that is made for one run. */
const world = {
  wekan: { users: { admin: { password: PASSWORD, email: 'admin@example.com', admin: true } } },
  kanboard: { users: { admin: { password: PASSWORD } } },
}

/** A fake in this process with an account to sign in with. */
export interface FakeTarget {
  readonly fetch: Fetch
  readonly given: Given
  readonly url: string
  reset(): void
}

/** Makes a fake of one product for one run; equal choices answer byte for byte the same. */
export function fakeTarget(product: string, choice: Choice): FakeTarget {
  const settings = product === 'kanboard' ? { api_token: TOKEN } : {}
  const served = { product: productNamed(product), ...choice, settings }
  const fake = createFake({ products: [served], known: products, world, clock: 'frozen', now: '2026-01-05T09:00:00Z' })
  return {
    fetch: fake.fetch,
    given: { username: 'admin', password: PASSWORD, ...(product === 'kanboard' ? { token: TOKEN } : {}) },
    url: 'http://127.0.0.1',
    reset: () => {
      fake.reset()
    },
  }
}

/** The fake that `fake:kanboard@1.2.35`, `fake:1.2.35` or `fake:kanboard` names; undefined for an address. */
export function fakeNamed(product: string, target: string): FakeTarget | undefined {
  if (!target.startsWith('fake:')) return undefined
  const said = target.slice('fake:'.length)
  if (said.includes('@') && !said.startsWith(`${product}@`)) throw new UsageError(`${target} is not a ${product}`)
  return fakeTarget(product, said === product || said === '' ? {} : { profile: said })
}
