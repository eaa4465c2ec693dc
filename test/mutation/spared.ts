import type { Trial } from '../../src/check/mutation/measure.js'

/** Damages that nothing can notice, with the reason; `of` is a part of the step's name. */
interface Spared {
  readonly kind: string
  readonly operation: string
  readonly of: string
  readonly because: string
}

const spared: readonly Spared[] = [
  {
    kind: 'wider',
    operation: 'delete_board_domain',
    of: 'a stranger',
    because: 'the operation never succeeds in these releases (quirk wekan.board-domains-dead), so nobody can be let in',
  },
]

/** Why nobody can notice the damage; undefined where somebody should. */
export function sparedBecause({ kind, operation, of }: Trial): string | undefined {
  const found = spared.find((one) => one.kind === kind && one.operation === operation && of.includes(one.of))
  return found?.because
}
