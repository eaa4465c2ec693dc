import type { Choice, Product, Setup } from '../kernel/product.js'
import type { Contact } from '../kernel/protocol.js'
import { resolveSetup } from '../kernel/setup.js'

/** What a server is judged by: what was chosen, else what it shows of itself. */
export function setupFor(product: Product, contact: Contact, choice: Choice): Setup {
  const recorded = product.profiles.find(({ shape }) => shape === undefined)
  const profile = choice.profile ?? contact.profile ?? recorded?.id
  const known = Object.entries(contact.options ?? {}).filter(([name]) => name in product.options)
  const options = { ...Object.fromEntries(known), ...choice.options }
  return resolveSetup(product, { ...choice, options, ...(profile === undefined ? {} : { profile }) })
}
