import type { OperationObject, ResponseObject } from 'openapi3-ts/oas31'
import { describe, expect, it } from 'vitest'
import { requestDeviations } from '../../src/kernel/invoke.js'
import type { AnyOperation, Example } from '../../src/kernel/operation.js'
import type { Product, Setup } from '../../src/kernel/product.js'
import { resolveSetup } from '../../src/kernel/setup.js'
import { inVersions } from '../../src/kernel/versions.js'
import { atView } from '../../src/kernel/view.js'
import { products } from '../../src/products.js'
import { openApi } from '../../src/spec/openapi.js'
import { isSuccess, recordedCalls } from './recorded.js'
import type { RecordedCall } from './recorded.js'

interface Case {
  readonly product: Product
  readonly op: AnyOperation
  readonly example: Example
}

const cases = products.flatMap((product) =>
  product.operations.flatMap((op) =>
    (op.examples ?? []).map((example) => ({ product, op, example, id: op.id, title: example.title })),
  ),
)

/** The profiles whose documents show an example. */
function shownIn({ product, op, example }: Case): Setup[] {
  return product.profiles
    .map(({ id }) => resolveSetup(product, { profile: id }))
    .filter(({ profile, view }) => inVersions(op.versions, profile.version) && inVersions(example, view.version))
}

/** The schemas of the answers that an operation gives with the example's status: its success, or its failures. */
function fits({ product, op, example }: Case, setup: Setup): boolean {
  const { protocol } = product
  const success = protocol.success(op)
  const status = example.status ?? success.status
  const failures = (op.errors ?? []).filter((error) => inVersions(error, setup.profile.version))
  const shapes = [success, ...failures.map((error) => protocol.failure(op, error, setup))]
  return shapes
    .filter((shape) => shape.status === status)
    .some(({ schema, contentType }) => {
      if (contentType === undefined) return example.output === undefined
      if (schema === undefined) return typeof example.output === 'string'
      return atView(schema, setup.view, 'answer').safeParse(example.output).success
    })
}

/** Whether a failure is shown, of which a request outside the contract may be the cause. */
function showsFailure({ product, op, example }: Case): boolean {
  const { status = 200, output } = example
  const answer = { status, contentType: 'application/json', body: output, text: JSON.stringify(output) ?? '' }
  if (product.protocol.kind === 'rest' && product.protocol.decode(op, answer).kind === 'failure') return true
  return (op.errors ?? []).some(
    ({ result }) => result !== undefined && JSON.stringify(result) === JSON.stringify(output),
  )
}

describe('every example', () => {
  it.each(cases)('of $product.name $id, $title, is shown by a profile', (one) => {
    expect(shownIn(one).length).toBeGreaterThan(0)
  })

  it.each(cases)('of $product.name $id, $title, has an input within the contract, or says why not', (one) => {
    const isOutside = shownIn(one).some((setup) => requestDeviations(one.op, one.example.input, setup).length > 0)
    const isTold = one.example.title.startsWith('beyond the contract: ')
    expect(isOutside && !showsFailure(one)).toBe(isTold)
  })

  it.each(cases)('of $product.name $id, $title, has an output that its schema describes', (one) => {
    const wrong = shownIn(one).filter((setup) => !fits(one, setup))
    expect(wrong.map(({ profile }) => profile.id)).toEqual([])
  })

  it.each(cases)(
    'of $product.name $id, $title, names its place in a recording, a page, or the line it was made from',
    ({ example: { source, title } }) => {
      const where = 'evidence' in source ? source.evidence : 'code' in source ? source.code : source.doc
      const form = 'evidence' in source ? /\.json step \d+$/ : 'code' in source ? /@v?[\d.]+ \S+:\d+$/ : /\S/
      expect(where).toMatch(form)
      expect(title.includes('made by the fake')).toBe('code' in source)
    },
  )
})

const recorded = cases.filter(({ example }) => 'evidence' in example.source)
const byEvidence = new Map<string, RecordedCall[]>()
for (const call of recordedCalls) byEvidence.set(call.evidence, [...(byEvidence.get(call.evidence) ?? []), call])

/** The answer of a recorded call as examples print it. */
function printed({ product, answer }: RecordedCall): unknown {
  if (product.protocol.kind === 'rest') return answer.body ?? (answer.text === '' ? undefined : answer.text)
  return (answer.body as { result?: unknown } | undefined)?.result
}

describe('an example from a recording', () => {
  it.each(recorded)('of $product.name $id, $title, stands there as it is printed', ({ product, op, example }) => {
    const evidence = 'evidence' in example.source ? example.source.evidence : ''
    const there = (byEvidence.get(evidence) ?? [])
      .filter((call) => call.op === op)
      .map((call) => ({ input: call.input, output: printed(call), status: call.answer.status }))
    const { input, output, status = product.protocol.success(op).status } = example
    expect(there).toContainEqual({ input, output, status })
  })
})

describe('an operation is unverified exactly when no recording shows its success', () => {
  const shown = new Set(recordedCalls.filter(isSuccess).map(({ op }) => op))
  const all = products.flatMap((product) => product.operations.map((op) => ({ product: product.name, id: op.id, op })))

  it.each(all)('$product $id', ({ op }) => {
    expect(op.unverified !== undefined).toBe(!shown.has(op))
  })
})

describe('the OpenAPI document of v11.07', () => {
  const wekan = products.find(({ name }) => name === 'wekan')
  const document = wekan && openApi({ product: wekan, setup: resolveSetup(wekan, { profile: 'wekan@11.07' }) })
  const at = (path: string, method: 'get' | 'post'): OperationObject | undefined => document?.paths?.[path]?.[method]
  const examplesOf = (where: unknown, status: string, type: string): unknown[] => {
    const response = (where as OperationObject | undefined)?.responses?.[status] as ResponseObject | undefined
    return Object.values(response?.content?.[type]?.examples ?? {}).map((one) =>
      'value' in one ? one.value : undefined,
    )
  }

  it('shows a failure beside the status that it has', () => {
    const card = at('/api/cards/{cardId}', 'get')
    expect(examplesOf(card, '404', 'application/json')).toEqual([{ error: 'Card not found' }])
    expect(examplesOf(card, '200', 'application/json')).toEqual([expect.objectContaining({ title: 'Lost' })])
  })

  it('shows a failure that is a page under the type of the page', () => {
    const settings = at('/api/boards/{boardId}/cardSettings', 'get')
    expect(examplesOf(settings, '403', 'text/html')).toEqual([expect.stringContaining('<pre>Forbidden</pre>')])
  })

  it('shows a file under its own type', () => {
    expect(examplesOf(at('/api/boards/{boardId}/export/csv', 'get'), '200', 'text/csv')).toEqual([
      expect.stringMatching(/^"Title","Description"/),
    ])
    expect(examplesOf(at('/api/boards/{boardId}/exportPDF', 'get'), '200', 'application/pdf')).toEqual(['%PDF-1.3'])
  })

  it('says where a body is a file', () => {
    expect(at('/api/import/zip', 'post')?.requestBody).toMatchObject({
      required: true,
      content: { 'application/zip': {} },
    })
  })
})
