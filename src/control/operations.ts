import * as clock from './operations/clock.js'
import * as deliveries from './operations/deliveries.js'
import * as faults from './operations/faults.js'
import * as log from './operations/log.js'
import * as sandboxes from './operations/sandboxes.js'
import * as server from './operations/server.js'
import * as snapshots from './operations/snapshots.js'
import { isControlOperation } from './operation.js'
import type { AnyControlOperation } from './operation.js'

/** Every operation of the control plane by its name; routes, document, client and commands are derived from this. */
export const controlOperations = { ...server, ...sandboxes, ...deliveries, ...snapshots, ...clock, ...faults, ...log }

export type ControlOperations = typeof controlOperations

/** The same, types forgotten, in the order of declaration. */
export const allControlOperations: readonly (readonly [string, AnyControlOperation])[] = Object.entries(
  controlOperations,
).filter((entry): entry is [string, AnyControlOperation] => isControlOperation(entry[1]))
