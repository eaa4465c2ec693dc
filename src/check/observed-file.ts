import { Document, isMap, isScalar, visit } from 'yaml'
import type { Product, Setup } from '../kernel/product.js'
import type { StepResult } from './events.js'
import type { ObservedOperation } from './observe.js'

/** What is written of one observed server. */
export interface ObservedServer {
  readonly product: Product
  readonly setup: Setup
  /** The release as the server tells it. */
  readonly release?: string
  readonly quirks: Readonly<Record<string, 'on' | 'off'>>
  readonly operations: Readonly<Record<string, ObservedOperation>>
  /** Failures that are not as declared; for the reader, they are not imitated. */
  readonly failures: readonly Pick<StepResult, 'scenario' | 'step' | 'operation' | 'findings'>[]
}

const head = `# Shapes of a server as \`stuntboard observe\` saw them. \`stuntboard serve --profile THIS-FILE\` answers in them.
# present: always, sometimes, or never, where the release shows the field in the same calls.
`

/** The profile file, YAML. */
export function observedYaml({ product, setup, release, quirks, operations, failures }: ObservedServer): string {
  const value = {
    formatVersion: 1,
    product: product.name,
    profile: setup.profile.id,
    ...(release === undefined ? {} : { release }),
    options: setup.options,
    quirks,
    operations: Object.fromEntries(Object.entries(operations).map(([id, one]) => [id, written(one)])),
    failures: failures.flatMap(({ scenario, step, operation, findings }) =>
      findings.map(({ rule, expected, got }) => ({ operation, step: `${scenario}: ${step}`, rule, expected, got })),
    ),
  }
  const document = new Document(value)
  // A line a field, so that two files compare well.
  visit(document, {
    Pair: (_key, { key, value: fields }) => {
      if (!isScalar(key) || key.value !== 'fields' || !isMap(fields)) return
      for (const field of fields.items) if (isMap(field.value)) field.value.flow = true
    },
  })
  return head + document.toString({ lineWidth: 0 })
}

function written({ seen, isAbsent, keys, fields }: ObservedOperation): Record<string, unknown> {
  return {
    seen,
    ...(isAbsent === true ? { absent: true } : {}),
    ...(keys ? { keys } : {}),
    fields: Object.fromEntries(
      Object.entries(fields).map(([path, { present, types, isExtra, isOtherType }]) => [
        path,
        {
          present,
          types,
          ...(isExtra === true ? { extra: true } : {}),
          ...(isOtherType === true ? { otherType: true } : {}),
        },
      ]),
    ),
  }
}
