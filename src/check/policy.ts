import type { AnyOperation } from '../kernel/operation.js'
import type { Contact } from '../kernel/protocol.js'
import type { Setup } from '../kernel/product.js'
import { inVersions } from '../kernel/versions.js'
import { placeholders } from '../recording/paths.js'
import type { Guard } from './guard.js'
import type { Verdict } from './rules.js'
import { boundsOf } from './scenario.js'
import type { Scenario, ScenarioStep } from './scenario.js'

/** What a run may do. */
export interface Permissions {
  readonly mayWrite: boolean
  /** Whether calls that could change a setting of the whole deployment may be sent. */
  readonly mayTouchSite: boolean
  /** Whether calls that lock an account of the run's own out may be sent. */
  readonly mayLockOut: boolean
  readonly features: readonly string[]
}

/** Why a step is not sent. */
export interface Obstacle {
  readonly verdict: Verdict
  readonly reason: string
}

export interface Planned {
  readonly scenario: Scenario
  readonly step: ScenarioStep
  readonly op: AnyOperation
  readonly vars: Readonly<Record<string, unknown>>
  readonly setup: Setup
  readonly contact: Contact
  readonly permissions: Permissions
  readonly guard: Guard
}

const skip = (reason: string): Obstacle => ({ verdict: 'skip', reason })

/** The first reason why a step is not sent, if there is one. The only judge of what may be sent. */
export function obstacleOf(planned: Planned): Obstacle | undefined {
  return outsideRelease(planned) ?? lacking(planned) ?? unknownValue(planned) ?? forbidden(planned)
}

function outsideRelease({ step, op, setup }: Planned): Obstacle | undefined {
  const { version, id } = setup.profile
  if (!inVersions(boundsOf(step), version) || !inVersions(op.versions, version))
    return { verdict: 'disabled', reason: `not in ${id}` }
  if (!holds(step.quirk, setup)) return { verdict: 'disabled', reason: `depends on the quirk ${step.quirk ?? ''}` }
  return undefined
}

function lacking({ scenario, step, op, contact, permissions }: Planned): Obstacle | undefined {
  const role = scenario.requires.find((one) => contact.callers[one] === undefined)
  if (role !== undefined) return skip(`needs ${role}`)
  const needs = (step.needs ?? []).filter((one) => one !== 'lockout')
  const feature = needs.find((one) => !permissions.features.includes(one))
  if (feature !== undefined) return skip(`needs a deployment with ${feature}: say --feature ${feature}`)
  if (step.needs?.includes('lockout') && !permissions.mayLockOut)
    return skip('locks an account of its own out: allow it with --allow-lockout')
  if (op.effect !== 'read' && !permissions.mayWrite)
    return skip('changes something, and the run is read-only: allow it with --allow-writes')
  return undefined
}

function unknownValue({ scenario, step, vars, permissions }: Planned): Obstacle | undefined {
  if (step.with !== undefined && vars[foundMark(step.with)] !== true)
    return skip(`nothing to check with: the account sees no ${step.with}`)
  const unknown = placeholders([step.input, step.as ?? '', step.expect ?? '']).find((name) => !(name in vars))
  if (unknown === undefined) return undefined
  if (scenario.when === 'read-only') return skip(`nothing to check with: the account sees no '${unknown}'`)
  return permissions.mayWrite
    ? skip(`needs '${unknown}', which no step before it made`)
    : skip('needs a thing of its own, and the run is read-only')
}

/** The proof of the promise that nothing is written outside what the run made. */
function forbidden({ step, op, guard, permissions }: Planned): Obstacle | undefined {
  if (op.effect === 'read') return undefined
  const touch = guard.touch(step.input, vouchedFor(step))
  if (touch.kind === 'foreign') return { verdict: 'error', reason: `would change ${touch.what}, not made by the run` }
  if (touch.kind === 'own' || permissions.mayTouchSite) return undefined
  if (touch.kind === 'self') return skip('would write to the account of the run itself: allow it with --allow-site')
  return skip('could change a setting of the whole deployment: allow it with --allow-site')
}

/** Who names a feature of the deployment vouches for the words that its steps use. */
function vouchedFor({ needs = [], input }: ScenarioStep): string[] {
  return needs.length === 0 ? [] : Object.values(input).filter((value) => typeof value === 'string')
}

/** Name of the variable that says that something of a kind was found. */
export const foundMark = (kind: string): string => `found ${kind}`

function holds(quirk: string | undefined, { quirks }: Setup): boolean {
  if (quirk === undefined) return true
  return quirk.startsWith('!') ? !quirks.has(quirk.slice(1)) : quirks.has(quirk)
}
