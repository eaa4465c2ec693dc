import { createHash } from 'node:crypto'
import type { CheckEvent, StepResult } from '../events.js'
import { verdicts } from '../rules.js'
import type { Verdict } from '../rules.js'
import { countsText, findingsOf, findingText, gather, matrixOf, signs } from './gathered.js'
import type { Gathered, TargetReport } from './gathered.js'
import { script, style } from './html-assets.js'
import { oneLine } from './printable.js'
import { statements } from './statements.js'

/** The run as one page that needs nothing else: it opens from a file, offline, and runs no script but its own. */
export function htmlReport(events: readonly CheckEvent[]): string {
  const gathered = gather(events)
  const { targets, verdict, isPartial } = gathered
  const title = `stuntboard check: ${verdict}${isPartial ? ', partial' : ''}`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '${hash(style)}'; script-src '${hash(script)}'; base-uri 'none'; form-action 'none'">
<title>${esc(title)}</title>
<style>${style}</style>
</head>
<body>
<header>${headline(gathered)}</header>
<main>
${targets.map(targetSection).join('\n')}
${matrix(targets)}
${steps(targets)}
</main>
<script>${script}</script>
</body>
</html>
`
}

/** The page tells the browser that this text and no other may run, so that a slip in escaping stays text. */
const hash = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`

function headline({ verdict, isPartial, counts }: Gathered): string {
  return `<h1>${badge(verdict)} stuntboard check${isPartial ? ' <span class="partial">partial</span>' : ''}</h1><p>${esc(countsText(counts))}</p>`
}

function targetSection(target: TargetReport): string {
  const { summary, label } = target
  const said = summary.version === undefined ? '' : `; the server says ${esc(summary.version)}`
  const lines = statements(target).map(
    ({ tone, text, items = [] }) =>
      `<li class="${tone}">${esc(text)}${items.length > 0 ? `<ul>${items.map((item) => `<li>${esc(item)}</li>`).join('')}</ul>` : ''}</li>`,
  )
  return `<section><h2>${badge(summary.verdict)} ${esc(label)}</h2>
<p><code>${esc(summary.url)}</code>, judged as ${esc(summary.profile)}${said}; run <code>${esc(summary.run)}</code></p>
<ul class="statements">${lines.join('\n')}</ul></section>`
}

function matrix(targets: readonly TargetReport[]): string {
  const rows = matrixOf(targets)
  if (rows.length === 0) return ''
  const columns = targets.map(({ label, summary }) => `<th scope="col">${esc(label)}<br>${esc(summary.profile)}</th>`)
  const lines = rows.map(({ operation, group, cells }) => {
    const shown = cells.map((cell) =>
      cell === undefined
        ? '<td>not in the release</td>'
        : `<td title="${esc(cell.reason ?? `${cell.seen} of ${cell.fields} members seen, ${cell.provoked} of ${cell.failures} failures provoked`)}">${badge(cell.verdict)} ${cell.steps > 0 ? `${cell.steps} steps` : ''}</td>`,
    )
    return `<tr><td>${esc(group)}</td><th scope="row"><code>${esc(operation)}</code></th>${shown.join('')}</tr>`
  })
  return `<section><h2>Compatibility</h2><div class="wide" tabindex="0" role="region" aria-label="Compatibility"><table>
<thead><tr><th scope="col">group</th><th scope="col">operation</th>${columns.join('')}</tr></thead>
<tbody>${lines.join('\n')}</tbody></table></div></section>`
}

function steps(targets: readonly TargetReport[]): string {
  const boxes = [...verdicts].reverse().map((verdict) => {
    const isShown = verdict === 'fail' || verdict === 'error' || verdict === 'drift'
    return `<label><input type="checkbox" value="${verdict}"${isShown ? ' checked' : ''}> ${badge(verdict)}</label>`
  })
  const items = targets.flatMap(({ summary, label }) =>
    summary.results.map((result) => stepItem(result, targets.length > 1 ? label : '')),
  )
  return `<section><h2>Steps</h2>
<fieldset id="filter"><legend>Show</legend>${boxes.join(' ')}<label>with the text <input type="search" id="text"></label></fieldset>
<p id="shown" role="status"></p>
<ol id="steps">${items.join('\n')}</ol></section>`
}

function stepItem(result: StepResult, label: string): string {
  const { verdict, scenario, step, operation, reason, curl, accepted = [] } = result
  const findings = findingsOf(result).map(
    (finding) =>
      `<li>${esc(findingText(finding))}${finding.source === '' ? '' : `<br><small>source: ${esc(finding.source)}</small>`}</li>`,
  )
  const known = accepted.map((one) => `<li>accepted (${esc(one.because)}): ${esc(findingText(one))}</li>`)
  const told = [...findings, ...known]
  const where = label === '' ? '' : ` <small>${esc(label)}</small>`
  const why = reason === undefined ? '' : ` <small>${esc(reason)}</small>`
  const inner = `${told.length > 0 ? `<ul>${told.join('')}</ul>` : ''}${curl !== undefined ? `<details><summary>repeat it</summary><pre tabindex="0">${esc(curl)}</pre></details>` : ''}`
  return `<li data-verdict="${verdict}">${badge(verdict)} ${esc(scenario)} › ${esc(step)} <code>${esc(operation)}</code>${where}${why}${inner}</li>`
}

/** Sign and word: colour is not all that tells a verdict. */
const badge = (verdict: Verdict): string =>
  `<span class="badge ${verdict}"><span aria-hidden="true">${signs[verdict]}</span> ${verdict}</span>`

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const esc = (text: string): string => oneLine(text).replace(/[&<>"']/g, (found) => ENTITIES[found] ?? '')
