import type { Command } from 'commander'
import { deliveries as declaration } from '../control/operations/deliveries.js'
import { acting, planeCommand, show, withPlane } from './plane-target.js'
import type { PlaneFlags } from './plane-target.js'
import { deliveryLine } from './reporters.js'

interface DeliveriesFlags extends PlaneFlags {
  readonly product?: string
  readonly event?: string
  readonly to?: string
  readonly outcome?: 'delivered'
  readonly bodies: boolean
}

export function deliveriesCommand(finish: (code: number) => void): Command {
  const { shape } = declaration.input
  return planeCommand(
    'deliveries',
    'Webhooks and mails that a running fake sent, would have sent, or is about to send.',
    'deliveries --outcome withheld --bodies',
  )
    .option('--product <name>', shape.product.description)
    .option('--event <name>', shape.event.description)
    .option('--to <address>', shape.to.description)
    .option('--outcome <kind>', 'delivered, failed, withheld or waiting')
    .option('--bodies', 'what was sent, too', false)
    .action(acting<readonly [], DeliveriesFlags>(finish, (_args, flags) => deliveries(flags)))
}

async function deliveries(flags: DeliveriesFlags): Promise<number> {
  const { product, event, to, outcome } = flags
  const found = await withPlane(flags, (plane) =>
    plane.deliveries({
      ...(product === undefined ? {} : { product }),
      ...(event === undefined ? {} : { event }),
      ...(to === undefined ? {} : { to }),
      ...(outcome === undefined ? {} : { outcome }),
    }),
  )
  const lines = found.deliveries.flatMap(({ at, event: about, url, body, outcome: became }) => {
    const line = deliveryLine({ ...became, at, about, url, outcome: became.kind })
    return flags.bodies ? [line, ...body.split('\n').map((part) => `  ${part}`)] : [line]
  })
  show(flags, found.deliveries, lines)
  return 0
}
