import { describe, expect, it } from 'vitest'
import { damaged, damages, declaredFields } from '../../src/check/damage.js'
import { judge } from '../../src/check/judge.js'
import { rules } from '../../src/check/rules.js'
import type { Exchange } from '../../src/check/run.js'
import { resolveSetup } from '../../src/kernel/setup.js'
import type { WireAnswer } from '../../src/kernel/protocol.js'
import { inVersions } from '../../src/kernel/versions.js'
import { atView } from '../../src/kernel/view.js'
import { productNamed, products } from '../../src/products.js'
import { fill } from '../../src/recording/paths.js'
import { play, profiles, scenariosOf } from './play.js'

describe('a healthy fake', () => {
  it.each(profiles)('as %s gives no finding, and nothing is left behind', async (profile) => {
    const { summary } = await play(profile)
    const odd = summary.results.filter(({ verdict }) => verdict !== 'pass' && verdict !== 'disabled')
    expect(odd).toEqual([])
    expect(summary.left).toEqual([])
    expect(summary.counts.pass).toBeGreaterThan(0)
  })
})

describe('every declared operation', () => {
  const declared = products.flatMap((product) =>
    product.operations.map((op) => ({ product: product.name, id: op.id, op })),
  )
  const steps = new Map(products.map(({ name }) => [name, scenariosOf(name).flatMap((scenario) => scenario.steps)]))

  it.each(declared)('$product $id has a step that succeeds', ({ product, id }) => {
    const own = steps.get(product)?.filter((step) => step.operation === id && step.expect?.failure === undefined)
    expect(own?.length).toBeGreaterThan(0)
  })

  it.each(declared.filter(({ product, op }) => product === 'kanboard' || (op.errors ?? []).length > 0))(
    '$product $id has a step that fails',
    ({ product, id, op }) => {
      const mute = (op.errors ?? []).flatMap(({ result }) => (result === undefined ? [] : [JSON.stringify(result)]))
      const own = steps.get(product)?.filter(({ operation, expect: want }) => {
        if (operation !== id || !want) return false
        return want.failure !== undefined || want.empty === true || mute.includes(JSON.stringify(want.result))
      })
      expect(own?.length).toBeGreaterThan(0)
    },
  )
})

/** Whether the judge finds fault with an answer to the step of an exchange. */
function isCaught(profile: string, { step, op, vars }: Exchange, answer: WireAnswer): boolean {
  const product = productNamed(profile.slice(0, profile.indexOf('@')))
  const setup = resolveSetup(product, { profile })
  const expect = fill(step.expect ?? {}, vars) as NonNullable<Exchange['step']['expect']>
  return judge({ product, setup, op, expect, answer }).some(({ rule }) => rules[rule].verdict === 'fail')
}

const withBody = (answer: WireAnswer, body: unknown): WireAnswer => ({ ...answer, body, text: JSON.stringify(body) })

/** The result of an answer, and an answer with another one in its place. */
function resultOf(answer: WireAnswer, path: string): { result: unknown; replace: (result: unknown) => WireAnswer } {
  if (path === '$') return { result: answer.body, replace: (result) => withBody(answer, result) }
  const body = answer.body as Record<string, unknown>
  return { result: body['result'], replace: (result) => withBody(answer, { ...body, result }) }
}

describe('a damaged fake', () => {
  it.each(profiles)(
    'as %s is caught, whichever declared field is dropped, renamed, retyped or nulled',
    async (profile) => {
      const product = productNamed(profile.slice(0, profile.indexOf('@')))
      const setup = resolveSetup(product, { profile })
      const { exchanges } = await play(profile)
      const missed: string[] = []
      let tried = 0
      for (const op of product.operations.filter(({ versions }) => inVersions(versions, setup.profile.version))) {
        const own = exchanges.filter((exchange) => exchange.op === op && exchange.step.expect?.failure === undefined)
        for (const field of declaredFields(atView(op.output, setup.view, 'answer'))) {
          for (const damage of damages) {
            const answers = own.flatMap((exchange) => {
              const { result, replace } = resultOf(exchange.answer, product.protocol.resultPath)
              const broken = damaged(result, field, damage)
              return broken === undefined ? [] : [{ exchange, answer: replace(broken) }]
            })
            if (answers.length === 0) continue
            tried += 1
            if (!answers.some(({ exchange, answer }) => isCaught(profile, exchange, answer)))
              missed.push(`${op.id} ${field} ${damage}`)
          }
        }
      }
      expect(missed).toEqual([])
      expect(tried).toBeGreaterThan(50)
    },
  )

  it.each(profiles)('as %s is caught, whichever operation answers another status or type', async (profile) => {
    const { exchanges } = await play(profile)
    const missed = exchanges.flatMap((exchange) => {
      const { answer, op, step } = exchange
      // A crash of Kanboard is a page, empty or not.
      const other = answer.contentType === 'text/html' ? 'text/plain' : 'text/html'
      const odd: WireAnswer[] = [
        { ...answer, status: answer.status === 500 ? 502 : 500 },
        { status: answer.status, contentType: other, text: '<html>sign in</html>' },
      ]
      return odd.every((one) => isCaught(profile, exchange, one)) ? [] : [`${op.id}: ${step.name}`]
    })
    expect(missed).toEqual([])
  })
})
