import type { ControlOptions, FakeOptions } from './index.js'
import { refuseStray } from './kernel/near.js'
import type { Choices } from './products.js'

// A name that is left out or too many does not compile.
const optionNames: Readonly<Record<keyof FakeOptions, true>> = {
  products: true,
  profiles: true,
  world: true,
  seed: true,
  clock: true,
  now: true,
  cors: true,
  allowOutbound: true,
  limits: true,
  control: true,
  state: true,
  snapshots: true,
}

const controlNames: Readonly<Record<keyof ControlOptions, true>> = { token: true, allowHosts: true, origins: true }

const choiceNames: Readonly<Record<keyof NonNullable<Choices[string]>, true>> = {
  profile: true,
  observed: true,
  fidelity: true,
  quirks: true,
  options: true,
  settings: true,
  prefix: true,
}

/**
 * Throws `UsageError` naming a member that no option has, and the one that was meant: what is ignored changes what a
 * test means. `more` are options of who asks, who calls himself `what`.
 */
export function refuseStrayOptions(options: FakeOptions, what = 'createFake', more: readonly string[] = []): void {
  const { control, products = {} } = options
  refuseStray(options, [...Object.keys(optionNames), ...more], `${what}({ … })`)
  if (control) refuseStray(control, Object.keys(controlNames), 'control')
  for (const [name, choice] of Object.entries(products)) {
    refuseStray(choice ?? {}, Object.keys(choiceNames), `products.${name}`)
  }
}
