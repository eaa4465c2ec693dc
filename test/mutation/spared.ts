import type { Trial } from '../../src/check/mutation/measure.js'

/** Damages that nothing can notice, with the reason; `of` is a part of the scenario or step. */
interface Spared {
  readonly kind: string
  readonly operation: string
  readonly of: string
  readonly because: string
}

const nothingSent =
  'the only call of the scenarios sends nothing to be written, because the settings are those of everybody'
const noneThere = 'the scenarios cannot make an org or a team over the API, so that there is none to be changed'

const spared: readonly Spared[] = [
  { kind: 'write.ignored', operation: 'update_global_settings', of: '', because: nothingSent },
  { kind: 'write.ignored', operation: 'update_attachment_settings', of: '', because: nothingSent },
  { kind: 'write.ignored', operation: 'update_all_admin_org_features', of: '', because: noneThere },
  { kind: 'write.ignored', operation: 'update_all_admin_team_features', of: '', because: noneThere },
]

/** Why nobody can notice the damage; undefined where somebody should. */
export function sparedBecause({ kind, operation, of }: Trial): string | undefined {
  const found = spared.find((one) => one.kind === kind && one.operation === operation && of.includes(one.of))
  return found?.because
}
