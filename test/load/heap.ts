import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

export const MEBIBYTE = 1024 * 1024

setFlagsFromString('--expose-gc')
// The flag has effect on contexts that are made after it.
const collect = runInNewContext('gc') as () => void

/** Bytes that are in use once everything was collected. */
export function heapUsed(): number {
  for (let n = 0; n < 3; n++) collect()
  return process.memoryUsage().heapUsed
}
