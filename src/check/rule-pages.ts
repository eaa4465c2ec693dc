import { ruleHelp } from './rule-help.js'
import { ruleNames, rules } from './rules.js'
import type { Rule } from './rules.js'

const head = `# Rules of the contract runner

Every finding of \`stuntboard check\` names one of these rules; \`stuntboard rules RULE\` prints its section. Names do not
change; a rule that goes keeps its name reserved. Error prose is never compared: codes and structure are.

## Verdicts

One ladder: \`disabled\` (the release does not have it) < \`skip\` (with a reason) < \`pass\` < \`drift\` (nothing breaks by it)
< \`fail\` < \`error\` (set-up failed or no answer came). A run with skips is *partial* and says so.

Exit codes: 0 no failure; 1 a failure (or drift with \`--fail-on drift\`, or a skip with \`--require-full\`); 2 usage, also
when the selection is empty; 3 not reachable (also in the middle of the run), not that product, API off, not signed in, or
nothing could be checked; 4 a mistake of the program or of a scenario, such as a step that the guard refuses.

## What a finding has

The JSON pointer, what was expected and what came, the source of the expectation, and a \`curl\` line that repeats the call
with secrets masked. If the server is right and the declaration is not, that is a mistake of stuntboard: a recording of
the answer (\`stuntboard record\`) is the best report. What you know and cannot change goes into a
[baseline](checking.md#baseline).

`

/** The page \`docs/rules.md\`: one section a rule, its anchor the name of the rule. */
export function rulesPage(): string {
  const table = ruleNames.map((rule) => `| [\`${rule}\`](#${rule}) | ${rules[rule].verdict} | ${rules[rule].about} |`)
  const sections = ruleNames.map((rule) => `<a id="${rule}"></a>\n\n### ${rule}\n\n${ruleMarkdown(rule)}`)
  return `${head}## The rules\n\n| rule | verdict | broken when |\n| --- | --- | --- |\n${table.join('\n')}\n\n${sections.join('\n')}`
}

/** The section of one rule without its heading. */
export function ruleMarkdown(rule: Rule): string {
  const { means, matters, todo } = ruleHelp[rule]
  const { verdict, about } = rules[rule]
  return `${about} Verdict: **${verdict}**.\n\n- **Means.** ${means}\n- **Why it matters.** ${matters}\n- **What to do.** ${todo}\n`
}

/** The section of one rule for a terminal. */
export function ruleText(rule: Rule): string {
  const { means, matters, todo } = ruleHelp[rule]
  const { verdict, about } = rules[rule]
  return `${rule} (${verdict})\n${about}\n\nMeans: ${means}\nWhy it matters: ${matters}\nWhat to do: ${todo}\n`
}
