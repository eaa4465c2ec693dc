/** Pass and fail judge the product; error judges the run; skip says why. A later one wins when verdicts merge. */
export type Verdict = 'disabled' | 'skip' | 'pass' | 'drift' | 'fail' | 'error'
export const verdicts: readonly Verdict[] = ['disabled', 'skip', 'pass', 'drift', 'fail', 'error']

export function worse(a: Verdict, b: Verdict): Verdict {
  return verdicts.indexOf(a) > verdicts.indexOf(b) ? a : b
}

/** Every rule by its stable id, with what breaking it means. `docs/rules.md` has a paragraph on each. */
export const rules = {
  'answer.status': { verdict: 'fail', about: 'The status is not the declared one.' },
  'answer.content-type': { verdict: 'fail', about: 'The content type is not the declared one.' },
  'answer.foreign': { verdict: 'fail', about: 'The answer is not of this product: HTML or text where JSON is due.' },
  'answer.body': { verdict: 'fail', about: 'There is a body where none is due, or none where one is due.' },
  'field.missing': { verdict: 'fail', about: 'A declared member is missing.' },
  'field.null': { verdict: 'fail', about: 'A member is null that never is.' },
  'field.type': { verdict: 'fail', about: 'A member has another type than declared.' },
  'field.value': { verdict: 'fail', about: 'A member has a value outside the declared ones.' },
  'field.undeclared': { verdict: 'drift', about: 'The answer has a member that is not declared.' },
  'field.older': { verdict: 'drift', about: 'The answer has a member that only other releases declare.' },
  'failure.missing': { verdict: 'fail', about: 'The call succeeded and should have failed.' },
  'failure.unexpected': { verdict: 'fail', about: 'The call failed and should have succeeded.' },
  'permission.wider': { verdict: 'fail', about: 'Somebody may do what should be refused to them.' },
  'permission.narrower': { verdict: 'fail', about: 'Somebody is refused what they should be able to do.' },
  'failure.code': { verdict: 'fail', about: 'The failure has another code or status than declared.' },
  'failure.style': { verdict: 'fail', about: 'The failure has another form than declared.' },
  'expect.result': { verdict: 'fail', about: 'The result is not what the calls before it make it.' },
  'expect.includes': { verdict: 'fail', about: 'The list lacks what was made.' },
  'expect.excludes': { verdict: 'fail', about: 'The list has what was removed or must not be seen.' },
  'guard.refused': { verdict: 'error', about: 'The step would have changed something that the run did not make.' },
  'prism.violation': { verdict: 'fail', about: "Prism's validation by the generated document finds fault." },
  'target.unreachable': { verdict: 'error', about: 'No answer came.' },
  'target.refused': { verdict: 'error', about: 'The server is not this product, or does not let the account in.' },
  'run.broken': { verdict: 'error', about: 'The run itself broke off: a mistake of the program.' },
} as const satisfies Readonly<Record<string, { verdict: Verdict; about: string }>>

export type Rule = keyof typeof rules
export const ruleNames = Object.keys(rules) as Rule[] // Object.keys forgets which keys they are

/** One thing that is not as declared. */
export interface Finding {
  readonly rule: Rule
  /** JSON pointer into the result; empty for the answer as a whole. */
  readonly pointer: string
  readonly expected: string
  readonly got: string
  /** Where the expectation comes from, one line. */
  readonly source: string
}
