import { rehearse } from '../../src/check/mutation/replayed.js'
import type { Rehearsal } from '../../src/check/mutation/replayed.js'
import { resolveSetup } from '../../src/kernel/setup.js'
import { productNamed } from '../../src/products.js'
import { credentials, fakeOf, scenariosOf } from '../check/play.js'

/** The shipped scenarios, played undamaged on the fake of a profile, ready to be played again with damage. */
export function rehearsalOf(profile: string): Promise<Rehearsal> {
  const product = productNamed(profile.slice(0, profile.indexOf('@')))
  const fake = fakeOf(profile)
  return rehearse(
    {
      fetch: fake.fetch,
      reset: () => {
        fake.reset()
      },
      options: {
        product,
        scenarios: scenariosOf(product.name),
        url: 'http://127.0.0.1',
        given: credentials[product.name] ?? {},
        choice: { profile },
        features: ['ldap', 'own-orgs', 'own-teams'],
        run: '0123abcd',
      },
    },
    { product, setup: resolveSetup(product, { profile }) },
  )
}
