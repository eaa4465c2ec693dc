import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import type { CheckEvent } from '../../src/check/events.js'
import { htmlReport } from '../../src/check/report/html.js'
import { jsonReport, ndjsonReport } from '../../src/check/report/json.js'
import { junitReport } from '../../src/check/report/junit.js'
import { markdownReport, stepSummary } from '../../src/check/report/markdown.js'
import { sarifReport } from '../../src/check/report/sarif.js'
import { githubAnnotations, withoutCommands } from '../../src/check/report/github.js'
import { textReport } from '../../src/check/report/text.js'
import { ruleNames } from '../../src/check/rules.js'
import { fakeOf, play, TOKEN } from './play.js'
import { failed, finding, hostileStream, skipped, stepOf, streamOf, summaryOf } from './told.js'

const sarif = (events: readonly CheckEvent[]): string => sarifReport(events, '1.2.3')

function text(events: readonly CheckEvent[], isVerbose = true, columns?: number): string {
  let out = ''
  const write = (part: string): void => {
    out += part
  }
  const report = textReport({ write, isColoured: false, isVerbose, ...(columns === undefined ? {} : { columns }) })
  for (const event of events) report(event)
  return out
}

function ndjson(events: readonly CheckEvent[]): string {
  let out = ''
  const report = ndjsonReport((line) => (out += line))
  for (const event of events) report(event)
  return out
}

const formats = {
  text,
  json: jsonReport,
  ndjson,
  junit: junitReport,
  sarif,
  markdown: markdownReport,
  html: htmlReport,
  annotations: githubAnnotations,
} as const

const validator = (name: string): ((value: unknown) => string[]) => {
  const schema = JSON.parse(readFileSync(new URL(`../../docs/schemas/${name}`, import.meta.url), 'utf8')) as object
  const validate = new Ajv2020({ strict: false, allErrors: true }).compile(schema)
  return (value) => {
    validate(value)
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`)
  }
}

const secrets = new Set([TOKEN, 'ada-lovelace', 'password-of-admin', 'secret-0123abcd'])
const runs = new Map<string, Promise<CheckEvent[]>>()

/** A run in which every answer is damaged, so that there is a finding and a curl line for every step; played once. */
function streamOfRun(profile: string): Promise<CheckEvent[]> {
  const run = runs.get(profile) ?? damagedRun(profile)
  runs.set(profile, run)
  return run
}

async function damagedRun(profile: string): Promise<CheckEvent[]> {
  const events: CheckEvent[] = []
  const fake = fakeOf(profile)
  const damaged: typeof fake.fetch = async (url, init) => {
    const answer = await fake.fetch(url, init)
    const told = await answer.text()
    for (const [found] of told.matchAll(/\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}|"token":"[^"]{43}"|[0-9a-f]{60}/g))
      secrets.add(found.replace(/"token":|"/g, ''))
    const body = told.replaceAll('"username"', '"login_name"').replaceAll('"title"', '"headline"')
    return new Response(body === '' ? null : body, { status: answer.status, headers: answer.headers })
  }
  const { summary } = await play(profile, damaged, { on: (event) => events.push(event) })
  return [...events, { event: 'done', summaries: [summary] }]
}

describe('the JSON report', () => {
  it.each(['wekan@11.07', 'kanboard@1.2.53'])(
    'of a real run on %s is valid by the published schema',
    async (profile) => {
      const events = await streamOfRun(profile)
      expect(validator('check-report.schema.json')(JSON.parse(jsonReport(events)))).toEqual([])
      const invalid = validator('check-event.schema.json')
      const lines = ndjson(events).trim().split('\n')
      expect(lines.flatMap((line) => invalid(JSON.parse(line)))).toEqual([])
      expect(lines.length).toBe(events.length)
    },
  )

  it('of hostile text is valid by the published schema', () => {
    expect(validator('check-report.schema.json')(JSON.parse(jsonReport(hostileStream())))).toEqual([])
  })

  it('has verdict, counts and whether it is partial at the top, for one target and for several', () => {
    expect(JSON.parse(jsonReport(streamOf(summaryOf())))).toMatchObject({ formatVersion: 1, verdict: 'pass' })
    const both = JSON.parse(jsonReport(streamOf(summaryOf(), summaryOf([failed, skipped])))) as object
    expect(both).toMatchObject({ verdict: 'fail', counts: { pass: 1, fail: 1, skip: 1 }, isPartial: true })
  })

  it('of a stream that broke off has the targets that ended', () => {
    const broken = streamOf(summaryOf(), summaryOf()).slice(0, -2)
    expect(JSON.parse(jsonReport(broken))).toMatchObject({ targets: [{ run: '0123abcd' }] })
  })

  it('of a stream without a target is an error, not a success', () => {
    expect(JSON.parse(jsonReport([{ event: 'done', summaries: [] }]))).toMatchObject({ verdict: 'error' })
  })
})

describe('the text report', () => {
  const end = (...args: Parameters<typeof summaryOf>): string => text(streamOf(summaryOf(...args)), false)

  it('calls a run with skips partial, with reasons and counts', () => {
    const out = end([stepOf(), skipped, skipped])
    expect(out).toContain('PASS, PARTIAL: 1 pass, 2 skip of 3 steps')
    expect(out).toContain('2 × the run is read-only')
  })

  it('names the operations that were not executed, by reason', () => {
    expect(end([stepOf(), skipped])).toMatch(
      /1 of 2 operations executed; not executed:\n.*1 × the run is read-only: createUser/,
    )
  })

  it('is green only where everything was checked and passed', () => {
    const painted = (results: Parameters<typeof summaryOf>[0]): string => {
      let out = ''
      const report = textReport({ write: (part) => (out += part), isColoured: true, isVerbose: false })
      report({ event: 'end', summary: summaryOf(results) })
      return out
    }
    expect(painted([stepOf()])).toContain('\x1b[32m  PASS')
    expect(painted([stepOf(), skipped])).not.toContain('\x1b[32m')
    expect(painted([stepOf(), failed])).toContain('\x1b[31m  FAIL')
  })

  it('says what was left behind, and that the footprint changed', () => {
    const footprint = { calls: 9, before: 'a', after: 'b', changed: ['getProjectById {"project_id":1}'] }
    const out = end([stepOf()], { left: ['curl one', 'curl two'], footprint })
    expect(out).toContain('2 things were left behind; this removes it:\n      curl one')
    expect(out).toMatch(/footprint changed outside the run's own things.*\n {6}getProjectById/)
  })

  it('counts accepted findings with their reasons, and names entries that are over or can go', () => {
    const known = { ...finding, because: 'a plugin' }
    const out = end([stepOf({ accepted: [known] })], {
      baseline: { unneeded: ['field.null getTask'], expired: ['field.type getUser'] },
    })
    expect(out).toMatch(/1 finding accepted by the baseline\n {6}1 × a plugin/)
    expect(out).toMatch(/1 baseline entries are past their date and accept nothing\n {6}field.type getUser/)
    expect(out).toMatch(/1 baseline entries are not needed any more\n {6}field.null getTask/)
  })

  it('keeps one line up to date on a terminal and adds one a scenario elsewhere', () => {
    const events = streamOf(summaryOf([stepOf(), stepOf({ scenario: 'tasks' })]))
    expect(text(events, false, 40)).toContain('\r\x1b[2K1/2  1 pass  users › the user reads ')
    expect(text(events, false)).toMatch(/\n✓ users: 1 pass\n✓ tasks: 1 pass\n/)
    expect(text(events, false)).not.toContain('\x1b')
  })

  it('puts several targets side by side', () => {
    const out = text(streamOf(summaryOf(), summaryOf([failed], { url: 'https://board.example' })), false)
    expect(out).toMatch(
      /✓ 127\.0\.0\.1:3000 +pass: 1 pass\n✗ board\.example +fail: 1 fail\n2 targets: fail: 1 fail, 1 pass\n$/,
    )
  })

  it('shows no control character of a server', () => {
    expect(text(hostileStream()).replaceAll('\n', '')).not.toMatch(/[\x00-\x1f\x7f-\x9f\u202e\u2028]/)
  })
})

describe('the JUnit report', () => {
  it('has a suite for each target and scenario', () => {
    const xml = junitReport(streamOf(summaryOf(), summaryOf([failed], { name: 'staging' })))
    expect(xml.match(/<testsuite name="kanboard@1\.2\.53 users" package="(127\.0\.0\.1:3000|staging)"/g)?.length).toBe(
      2,
    )
    expect(xml).toContain('<testsuites name="stuntboard check" tests="2" failures="1" errors="0" skipped="0"')
  })

  it('says error for an answer that did not come, and why a step was skipped', () => {
    const xml = junitReport(streamOf(summaryOf([stepOf({ verdict: 'error', reason: 'nothing listens' }), skipped])))
    expect(xml).toMatch(/<error type="target.unreachable" message="[^"]*nothing listens/)
    expect(xml).toContain('<skipped message="the run is read-only"/>')
  })

  it('is XML whatever a server answers', () => {
    const xml = junitReport(hostileStream())
    // Whoever takes all well-formed markup away must be left with text that has none.
    const rest = xml.replace(/<\?xml[^>]*\?>|<\/?[a-z-]+( [a-z]+="[^"<]*")*\/?>/g, '')
    expect(rest).not.toMatch(/[<>"]|&(?!(amp|lt|gt|quot|#\d+);)/)
    expect(xml).not.toMatch(/[\x00-\x08\x0b-\x1f]/)
    expect(xml).not.toMatch(/\p{Cs}/u)
  })
})

interface Sarif {
  version: string
  $schema: string
  runs: {
    tool: { driver: { name: string; rules: { id: string; help: { text: string } }[] } }
    invocations: { executionSuccessful: boolean }[]
    results: {
      ruleId: string
      ruleIndex: number
      level: string
      message: { text: string }
      locations: {
        physicalLocation: { artifactLocation: { uri: string; uriBaseId: string } }
        logicalLocations: { name: string; fullyQualifiedName: string }[]
      }[]
      partialFingerprints: Record<string, string>
      suppressions?: { kind: string; justification: string }[]
    }[]
  }[]
}

const readSarif = (events: readonly CheckEvent[]): Sarif => JSON.parse(sarif(events)) as Sarif

describe('the SARIF report', () => {
  it('has every rule with help', () => {
    const [run] = readSarif(streamOf(summaryOf())).runs
    expect(run?.tool.driver.rules.map(({ id }) => id)).toEqual(ruleNames)
    for (const { help } of run?.tool.driver.rules ?? []) {
      expect(help.text).toContain('What to do: ')
    }
  })

  it('places a finding in its operation and in the file of its scenario', () => {
    const [result] = readSarif(streamOf(summaryOf([failed]))).runs[0]?.results ?? []
    expect(result).toMatchObject({ ruleId: 'field.type', level: 'error' })
    expect(result?.locations[0]).toMatchObject({
      logicalLocations: [{ name: 'getUser', fullyQualifiedName: 'kanboard/User API Procedures/getUser/0/role' }],
      physicalLocation: {
        artifactLocation: { uri: 'fixtures/scenarios/kanboard/users.yaml', uriBaseId: 'STUNTBOARD' },
      },
    })
    expect(ruleNames[result?.ruleIndex ?? -1]).toBe('field.type')
  })

  it('has a run for each target, and the same fingerprint in each run of the same finding', () => {
    const { runs } = readSarif(streamOf(summaryOf([failed]), summaryOf([failed], { run: 'ffff0000', ms: 1 })))
    const [one, two] = runs.map(({ results }) => results[0]?.partialFingerprints)
    expect(runs.length).toBe(2)
    expect(one).toEqual(two)
  })

  it('shows what the baseline accepts as suppressed', () => {
    const accepted = [{ ...finding, because: 'a plugin' }]
    const [result] = readSarif(streamOf(summaryOf([stepOf({ accepted })]))).runs[0]?.results ?? []
    expect(result?.suppressions).toEqual([{ kind: 'external', status: 'accepted', justification: 'a plugin' }])
  })

  it('says that a run with an error was not carried out', () => {
    const { runs } = readSarif(streamOf(summaryOf([stepOf({ verdict: 'error', reason: 'nothing listens' })])))
    expect(runs[0]).toMatchObject({ invocations: [{ executionSuccessful: false }], results: [{ level: 'error' }] })
  })

  it('has addresses that are addresses whatever a scenario is called', () => {
    for (const { results } of readSarif(hostileStream()).runs) {
      expect(results.length).toBe(3)
      for (const { locations } of results)
        expect(locations[0]?.physicalLocation.artifactLocation.uri).toMatch(/^[\w/.~!*'()%-]+$/)
    }
  })
})

describe('the Markdown report', () => {
  it('has a row an operation and a column a target', () => {
    const old = summaryOf([failed], { profile: 'kanboard@1.2.35', name: 'old' })
    const out = markdownReport(streamOf(summaryOf([stepOf(), skipped]), old))
    expect(out).toContain(
      '| group | operation | 127.0.0.1:3000, kanboard@1.2.53 | old, kanboard@1.2.35 |'.replaceAll('@', '&#64;'),
    )
    expect(out).toContain('| User API Procedures | ` getUser ` | ✓ 1 | ✗ 1 |')
    expect(out).toContain('| User API Procedures | ` createUser ` | ○ | not in the release |')
  })

  it('keeps its form whatever a server answers', () => {
    const out = markdownReport(hostileStream())
    const outside = out.replace(/(`+)[^`\n](?:.*?[^`])??\1(?!`)/g, '').replace(/^(`{3,})sh\n.*\n\1$/gm, '')
    expect(outside).not.toMatch(/<|(?<!\\)\]\(|@|:\/\//)
    const rows = out.split('\n').filter((line) => line.startsWith('| '))
    for (const row of rows) expect(row.match(/(?<!\\)\|/g)?.length).toBe(5)
    expect(out).not.toMatch(/[\x00-\x09\x0b-\x1f\u202e\u2028]/)
    expect(out).not.toMatch(/^\s*::/m)
  })

  it('fits into the summary of a GitHub step, and says what does not', () => {
    const long = streamOf(summaryOf(Array.from({ length: 500 }, () => failed)))
    const short = stepSummary(long, 10_000)
    expect(Buffer.byteLength(short)).toBeLessThan(11_000)
    expect(short).toContain('500 findings do not fit here')
    expect(stepSummary(long)).toBe(markdownReport(long))
  })
})

describe('the HTML report', () => {
  it('needs no other file and lets no other script run', () => {
    const page = htmlReport(hostileStream())
    expect(page).toMatch(
      /Content-Security-Policy" content="default-src 'none'; style-src 'sha256-[^']+'; script-src 'sha256-/,
    )
    expect(page).not.toMatch(/(src|href)=/)
    expect(page.match(/<script/g)?.length).toBe(1)
    expect(page.match(/<\/script/g)?.length).toBe(1)
  })

  it('has only its own markup whatever a server answers', () => {
    const names = (page: string): string[] => [
      ...new Set([...page.matchAll(/<\/?([a-zA-Z!][\w-]*)/g)].map((m) => m[1] ?? '')),
    ]
    expect(names(htmlReport(hostileStream())).sort()).toEqual(
      names(
        htmlReport(
          streamOf(
            summaryOf(
              [failed, stepOf({ accepted: [{ ...finding, because: 'x' }] }), stepOf({ version: 'x' } as object)],
              { name: 'a' },
            ),
            summaryOf([skipped]),
          ),
        ),
      ).sort(),
    )
  })

  it('says each verdict in words, and has a box to filter by each', () => {
    const page = htmlReport(streamOf(summaryOf([stepOf(), failed, skipped])))
    for (const verdict of ['error', 'fail', 'drift', 'pass', 'skip', 'disabled'])
      expect(page).toMatch(
        new RegExp(`<input type="checkbox" value="${verdict}"( checked)?> <span class="badge ${verdict}"`),
      )
    expect(page.match(/<li data-verdict="/g)?.length).toBe(3)
  })
})

describe('annotations on GitHub', () => {
  it('are one command a finding, with its escapes', () => {
    const out = githubAnnotations(streamOf(summaryOf([{ ...failed, operation: 'a:b,c%d' }])))
    expect(out).toBe(
      '::error title=field.type a%3Ab%2Cc%25d (127.0.0.1%3A3000)::field.type /0/role: expected string, got 7 (users › the list is complete)\n',
    )
  })

  it('are each one line whatever a server answers', () => {
    const lines = githubAnnotations(hostileStream()).trimEnd().split('\n')
    for (const line of lines) expect(line).toMatch(/^::(error|warning) title=[^:,\r]*::[^\r]*$/)
  })

  it('are at most ten of a kind, and the last says how many more there are', () => {
    const many = Array.from({ length: 30 }, (_, index) => ({ ...failed, operation: `operation${index}` }))
    const lines = githubAnnotations(streamOf(summaryOf(many)))
      .trimEnd()
      .split('\n')
    expect(lines.length).toBe(10)
    expect(lines.at(-1)).toContain('21 more findings')
  })

  it('are not forged by what is printed of a server', () => {
    expect(withoutCommands('::error::x\n  ::set-output::y\nz ##[error]w')).not.toMatch(/^\s*::|##\[/m)
  })
})

describe('every report', () => {
  it.each(Object.entries(formats))('(%s) of a run with known secrets has none of them', async (name, format) => {
    for (const profile of ['wekan@11.07', 'kanboard@1.2.53']) {
      const events = await streamOfRun(profile)
      const report = format(events)
      if (name !== 'annotations') expect(report.length).toBeGreaterThan(5000)
      for (const secret of secrets) expect(report, secret).not.toContain(secret)
    }
    expect(secrets.size).toBeGreaterThan(5)
  })

  it.each(Object.entries(formats))('(%s) of the same stream is the same text', (_name, format) => {
    expect(format(hostileStream())).toBe(format(hostileStream()))
  })
})
