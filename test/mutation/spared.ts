import type { Trial } from '../../src/check/mutation/measure.js'

/** Damages that nothing can notice, with the reason; `of` is a part of the step's name. */
interface Spared {
  readonly kind: string
  readonly operation: string
  readonly of: string
  readonly because: string
}

const nothingSent = 'the call sends nothing to be written, so that an ignored one has the same effect'

const spared: readonly Spared[] = [
  { kind: 'write.ignored', operation: 'edit_user', of: 'when nothing changes', because: nothingSent },
  { kind: 'write.ignored', operation: 'update_global_settings', of: 'when nothing is sent', because: nothingSent },
  { kind: 'write.ignored', operation: 'update_attachment_settings', of: 'when nothing is sent', because: nothingSent },
]

/** Why nobody can notice the damage; undefined where somebody should. */
export function sparedBecause({ kind, operation, of }: Trial): string | undefined {
  const found = spared.find((one) => one.kind === kind && one.operation === operation && of.includes(one.of))
  return found?.because
}
