import type { AnyOperation, ErrorCase } from '../kernel/operation.js'
import { inVersions } from '../kernel/versions.js'
import { boundsOf } from './scenario.js'
import type { ScenarioStep } from './scenario.js'

/** How a failure shows on the wire, as far as a step can tell it from others: equal for failures that look alike. */
export function looksOf({ status, code, result, contentType }: ErrorCase): string {
  if (code !== undefined) return `code ${code}`
  if (result !== undefined) return `result ${JSON.stringify(result)}`
  return status < 400 && contentType !== 'application/json' ? 'empty' : `status ${status}`
}

/** The looks of the declared failure that a step expects, if it expects one. */
export function expectedLooks(step: ScenarioStep, op: AnyOperation): string | undefined {
  const { expect } = step
  if (!expect) return undefined
  const looks = new Set((op.errors ?? []).map(looksOf))
  const told = [
    ...(expect.empty ? ['empty'] : []),
    ...('result' in expect ? [`result ${JSON.stringify(expect.result)}`] : []),
    ...(expect.failure?.code === undefined ? [] : [`code ${expect.failure.code}`]),
    ...(expect.failure?.status === undefined ? [] : [`status ${expect.failure.status}`]),
  ]
  return told.find((one) => looks.has(one))
}

/** Declared failures of a release without a step of their own: of `n` that look alike, `n` different steps are due. */
export function uncovered(op: AnyOperation, steps: readonly ScenarioStep[], version: string): ErrorCase[] {
  const due = (op.errors ?? []).filter((error) => inVersions(error, version))
  const left = new Map<string, number>()
  const calls = new Set<string>()
  for (const step of steps) {
    const looks = step.operation === op.id && inVersions(boundsOf(step), version) ? expectedLooks(step, op) : undefined
    const call = JSON.stringify([looks, step.input, step.as])
    if (looks === undefined || calls.has(call)) continue
    calls.add(call)
    left.set(looks, (left.get(looks) ?? 0) + 1)
  }
  return due.filter((error) => {
    const looks = looksOf(error)
    const count = left.get(looks) ?? 0
    left.set(looks, count - 1)
    return count <= 0
  })
}
