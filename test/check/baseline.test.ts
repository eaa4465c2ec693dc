import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { acceptedBy, baselineState, readBaseline, updateBaseline } from '../../src/check/baseline.js'
import type { Baseline } from '../../src/check/baseline.js'
import { failed, finding, skipped, stepOf } from './told.js'

const folder = mkdtempSync(join(tmpdir(), 'stuntboard-baseline-'))
afterAll(() => {
  rmSync(folder, { recursive: true })
})

const day = (date: string): number => Date.parse(`${date}T12:00:00Z`)
const NOW = day('2026-03-01')
let files = 0

function fileOf(text: string): string {
  files += 1
  const file = join(folder, `${files}.yaml`)
  writeFileSync(file, text)
  return file
}

const entry = (more = ''): string =>
  `accepted:\n  - { rule: field.type, operation: getUser, because: a plugin${more === '' ? '' : `, ${more}`} }\n`

const read = (text: string, nowMs = NOW): Baseline => readBaseline(fileOf(text), nowMs)

const place = { scenario: 'users', step: 'the user reads back', operation: 'getUser' }

describe('a baseline entry', () => {
  it.each([
    ['of rule and operation alone meets any pointer and step', '', true],
    ['with the very pointer meets', 'pointer: /0/role', true],
    ['with a star for one part meets', "pointer: '/*/role'", true],
    ['with a star does not meet a longer pointer', "pointer: '/*'", false],
    ['with another pointer does not meet', 'pointer: /0/name', false],
    ['for the answer as a whole does not meet a member', "pointer: ''", false],
    ['of the same scenario and step meets', 'scenario: users, step: the user reads back', true],
    ['of another scenario does not meet', 'scenario: tasks', false],
    ['of another step does not meet', 'step: something else', false],
    ['on its last day meets', 'expires: 2026-03-01', true],
    ['past its date does not meet', 'expires: 2026-02-28', false],
  ])('%s', (_title, more, isMet) => {
    expect(acceptedBy(read(entry(more)), finding, place)).toBe(isMet ? 'a plugin' : undefined)
  })

  it('of another rule or operation does not meet', () => {
    expect(acceptedBy(read(entry()), { ...finding, rule: 'field.null' }, place)).toBeUndefined()
    expect(acceptedBy(read(entry()), finding, { ...place, operation: 'getMe' })).toBeUndefined()
  })
})

describe('a baseline file that is not as expected is refused', () => {
  it.each([
    [
      'accepted:\n  - rule: field.tpye\n    operation: x\n    because: y\n',
      /\.yaml:2:5 at accepted\.0\.rule: Invalid option/,
    ],
    ['accepted:\n  - rule: field.type\n    operation: x\n', /\.yaml:2:5 at accepted\.0\.because: Invalid input/],
    [
      'accepted:\n  - rule: field.type\n    operation: x\n    because: " "\n',
      /\.yaml:4:5 at accepted\.0\.because: Too small/,
    ],
    [
      'accepted:\n  - rule: field.type\n    operation: x\n    because: y\n    until: 1\n',
      /\.yaml:5:5 at accepted\.0\.until: Unrec/,
    ],
    [
      'accepted:\n  - rule: field.type\n    operation: x\n    because: y\n    expires: soon\n',
      /\.yaml:5:5 at .*expires: Invalid ISO date/,
    ],
    ['accepted:\n  - rule: target.unreachable\n    operation: x\n    because: y\n', /cannot be accepted/],
    ['accepted: [\n', /\.yaml: .* at line 2/],
  ])('%j', (text, message) => {
    expect(() => read(text)).toThrow(message)
  })

  it('as is one that does not exist, unless it is to be written', () => {
    const file = join(folder, 'none.yaml')
    expect(() => readBaseline(file, NOW)).toThrow(/cannot read .*none\.yaml/)
    expect(readBaseline(file, NOW, true).entries).toEqual([])
  })
})

describe('a run says of its baseline', () => {
  it('that an entry which no finding met can go', () => {
    expect(baselineState(read(entry()), [stepOf()]).unneeded).toEqual(['field.type getUser'])
  })

  it('nothing of an entry that a finding met, accepted or not', () => {
    expect(baselineState(read(entry()), [failed]).unneeded).toEqual([])
    const accepted = [{ ...finding, because: 'a plugin' }]
    expect(baselineState(read(entry()), [stepOf({ accepted })]).unneeded).toEqual([])
  })

  it.each([
    ['no step of the operation was sent', [{ ...skipped, operation: 'getUser' }], ''],
    ['no answer came', [stepOf({ verdict: 'error' as const })], ''],
    ['only another step of the operation was sent', [stepOf()], 'step: another'],
  ])('nothing of an entry when %s', (_title, results, more) => {
    expect(baselineState(read(entry(more)), results).unneeded).toEqual([])
  })

  it('that an entry is past its date', () => {
    const { expired } = baselineState(read(entry('expires: 2026-02-01')), [failed])
    expect(expired).toEqual(['field.type getUser, until 2026-02-01'])
  })
})

describe('updating a baseline', () => {
  const updated = (text: string, results: Parameters<typeof updateBaseline>[2]): string => {
    const file = fileOf(text)
    updateBaseline(file, readBaseline(file, NOW), results)
    return readFileSync(file, 'utf8')
  }

  it('keeps reasons, dates and comments of what is still needed', () => {
    const text =
      '# known\naccepted:\n  # asked upstream\n  - rule: field.type\n    operation: getUser\n    because: a plugin\n    expires: 2027-01-01\n'
    expect(updated(text, [failed])).toBe(text)
  })

  it('drops what is not needed and keeps what this run did not look at', () => {
    const text = `${entry()}  - { rule: field.null, operation: getTask, because: elsewhere }\n`
    const after = updated(text, [stepOf()])
    expect(after).not.toContain('getUser')
    expect(after).toContain('getTask')
  })

  it('adds new findings, members anywhere and other rules in their step, with a reason still to be given', () => {
    const whole = { ...finding, rule: 'permission.wider' as const, pointer: '' }
    const results = [failed, stepOf({ ...failed, findings: [{ ...finding, pointer: '/7/role' }, whole] })]
    const file = fileOf('')
    expect(updateBaseline(file, readBaseline(file, NOW), results)).toBe(2)
    const { entries } = readBaseline(file, NOW)
    const because = 'TODO: say why'
    expect(entries).toEqual([
      { rule: 'field.type', operation: 'getUser', pointer: '/*/role', because },
      { rule: 'permission.wider', operation: 'getUser', pointer: '', scenario: 'users', step: failed.step, because },
    ])
    expect(results.map((result) => acceptedBy(readBaseline(file, NOW), result.findings[0] ?? finding, result))).toEqual(
      [because, because],
    )
  })

  it('does not make an entry valid again that is past its date', () => {
    const text = entry('expires: 2026-02-01')
    const after = updated(text, [failed])
    expect(after).toContain('expires: 2026-02-01')
    expect(acceptedBy(read(after), finding, place)).toBeUndefined()
  })

  it('accepts nothing that says only that the run could not judge', () => {
    const unreachable = { ...finding, rule: 'target.unreachable' as const }
    expect(updated('', [stepOf({ verdict: 'error', findings: [unreachable] })])).not.toContain('unreachable')
  })

  it('makes the file when there is none, and leaves no other file', () => {
    const file = join(folder, 'new', 'known.yaml')
    updateBaseline(file, readBaseline(file, NOW, true), [failed])
    expect(readdirSync(join(folder, 'new'))).toEqual(['known.yaml'])
    expect(readFileSync(file, 'utf8')).toMatch(/^# Findings of .*\n\naccepted:\n {2}- rule: field\.type\n/)
  })
})
