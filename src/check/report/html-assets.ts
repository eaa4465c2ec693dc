/** The look of the HTML report. Contrast of badges is at least 4.5 in both schemes. */
export const style = `
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #fff; --line: #d0d7de; --soft: #57606a;
  --green: #116329; --red: #a40e26; --amber: #7d4e00; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --paper: #0d1117; --line: #30363d; --soft: #9da7b3;
  --green: #56d364; --red: #ff9492; --amber: #e3b341; } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 75rem;
  margin: 0 auto; padding: 1rem; }
code, pre { font-family: ui-monospace, monospace; font-size: .9em; overflow-wrap: anywhere; white-space: pre-wrap; }
table { border-collapse: collapse; } td, th { border: 1px solid var(--line); padding: .2rem .5rem; text-align: left; }
.wide { overflow: auto; max-height: 40rem; } thead th { position: sticky; top: 0; background: var(--paper); }
small, .skip, .disabled { color: var(--soft); }
.pass, .good { color: var(--green); } .fail, .error, .bad { color: var(--red); } .drift, .warn, .partial { color: var(--amber); }
.badge { border: 1px solid currentcolor; border-radius: .3rem; padding: 0 .35rem; white-space: nowrap; font-weight: 600; }
.statements ul { color: var(--ink); } fieldset { border: 1px solid var(--line); } fieldset label { margin-right: 1rem; }
#steps > li { margin: .4rem 0; } [hidden] { display: none; }
`

/** Shows the steps with the chosen verdicts and text. Without it everything is shown. */
export const script = `
const boxes = [...document.querySelectorAll('#filter input[type=checkbox]')]
const text = document.getElementById('text')
const items = [...document.querySelectorAll('#steps > li')]
function show() {
  const chosen = new Set(boxes.filter((box) => box.checked).map((box) => box.value))
  const wanted = text.value.toLowerCase()
  let shown = 0
  for (const item of items) {
    item.hidden = !chosen.has(item.dataset.verdict) || !item.textContent.toLowerCase().includes(wanted)
    if (!item.hidden) shown += 1
  }
  document.getElementById('shown').textContent = shown + ' of ' + items.length + ' steps are shown'
}
document.getElementById('filter').addEventListener('input', show)
show()
`
