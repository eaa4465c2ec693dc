import { refuseStray } from './near.js'
import { fidelities, UsageError } from './product.js'
import type { AnyOperation } from './operation.js'
import type { Choice, Fidelity, Product, Profile, Setup } from './product.js'
import { isOnByDefault } from './quirk.js'
import type { ObservedProfile } from './shape.js'
import { inVersions } from './versions.js'

/** Completes and checks a choice for one product. Throws `UsageError` naming the culprit and the valid values. */
export function resolveSetup(product: Product, choice: Choice): Setup {
  const { observed, options: given = {}, settings = {} } = choice
  refuseStray(given, Object.keys(product.options), `the choice of options for ${product.name}`)
  if (product.settings) refuseStray(settings, product.settings, `the choice of settings for ${product.name}`)
  const base = profileOf(product, observed?.profile ?? choice.profile)
  const profile = observed ? observedProfile(product, base, observed) : base
  const options = optionsOf(product, profile, given)
  const refusal = product.refuse?.(profile, options)
  if (refusal !== undefined) throw new UsageError(refusal)
  const fidelity = choice.fidelity ?? 'real'
  const quirks = quirksOf(product, profile, fidelity, choice.quirks ?? {})
  return { profile, fidelity, options, quirks, view: product.view(profile, options, quirks) }
}

/** A release with what was observed of a server laid over it. */
function observedProfile(product: Product, base: Profile, { options, quirks, shapes }: ObservedProfile): Profile {
  const known = new Set(product.operations.map(({ id }) => id))
  const stray = Object.keys(shapes).find((id) => !known.has(id))
  if (stray !== undefined) throw new UsageError(`no operation '${stray}' is declared for ${product.name}`)
  const own = base.quirks === 'off' ? allOff(product) : base.quirks
  return { ...base, options: { ...base.options, ...options }, quirks: { ...own, ...quirks }, shapes }
}

const allOff = ({ quirks }: Product): Record<string, 'off'> =>
  Object.fromEntries(quirks.map(({ name }) => [name, 'off' as const]))

/** Whether a server of the setup has an operation. */
export function hasOperation(op: AnyOperation, { profile }: Setup): boolean {
  return inVersions(op.versions, profile.version) && profile.shapes?.[op.id]?.isAbsent !== true
}

function profileOf(product: Product, id: string | undefined): Profile {
  const [newest] = product.profiles
  if (!newest) throw new Error(`product ${product.name} declares no profile`)
  if (id === undefined) return newest
  const full = id.includes('@') ? id : `${product.name}@${id}`
  const found = product.profiles.find((profile) => profile.id === full)
  if (found) return found
  throw new UsageError(`unknown profile '${id}': choose one of ${product.profiles.map((p) => p.id).join(', ')}`)
}

function optionsOf(
  product: Product,
  profile: Profile,
  given: Readonly<Record<string, string>>,
): Record<string, string> {
  const options: Record<string, string> = {}
  for (const [name, option] of Object.entries(product.options)) {
    const value = given[name] ?? profile.options?.[name] ?? option.fallback
    if (!option.values.includes(value)) {
      throw new UsageError(`unknown value '${value}' for --${name}: choose one of ${option.values.join(', ')}`)
    }
    options[name] = value
  }
  return options
}

function quirksOf(
  product: Product,
  profile: Profile,
  fidelity: Fidelity,
  given: Readonly<Record<string, 'on' | 'off'>>,
): ReadonlySet<string> {
  if (!fidelities.includes(fidelity)) {
    throw new UsageError(`unknown fidelity '${fidelity}': choose one of ${fidelities.join(', ')}`)
  }
  const known = new Set(product.quirks.map((quirk) => quirk.name))
  const stray = Object.keys(given).find((name) => !known.has(name))
  if (stray !== undefined) {
    throw new UsageError(`unknown quirk '${stray}': choose one of ${[...known].sort().join(', ')}`)
  }
  const on = new Set<string>()
  for (const quirk of product.quirks) {
    const byProfile = profile.quirks === 'off' ? 'off' : profile.quirks?.[quirk.name]
    const isOn = byProfile === undefined ? isOnByDefault(quirk, profile.version) : byProfile === 'on'
    const chosen = given[quirk.name] ?? (fidelity === 'documented' ? 'off' : isOn ? 'on' : 'off')
    if (chosen === 'on') on.add(quirk.name)
  }
  return on
}
