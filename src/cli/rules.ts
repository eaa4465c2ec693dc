import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { rulesPage, ruleText } from '../check/rule-pages.js'
import { ruleNames, rules } from '../check/rules.js'
import { UsageError } from '../kernel/product.js'

const page = fileURLToPath(new URL('../../docs/rules.md', import.meta.url))

interface RulesFlags {
  readonly check: boolean
  readonly write: boolean
}

export function rulesCommand(finish: (code: number) => void): Command {
  return new Command('rules')
    .description('Print the rules that findings name, or all about one of them.')
    .argument('[rule]', 'name of a rule, or the beginning of names: field')
    .option('--write', 'write docs/rules.md', false)
    .option('--check', 'write nothing; fail when docs/rules.md is not current', false)
    .addHelpText('after', '\nExample:\n  $ stuntboard rules failure.missing')
    .action((name: string | undefined, { check, write }: RulesFlags) => {
      finish(check ? checkPage() : write ? writePage() : print(name))
    })
}

function print(name: string | undefined): number {
  if (name === undefined) {
    for (const rule of ruleNames)
      process.stdout.write(`${rule.padEnd(22)} ${rules[rule].verdict.padEnd(6)} ${rules[rule].about}\n`)
    return 0
  }
  const found = ruleNames.filter((rule) => rule === name || rule.startsWith(`${name}.`))
  if (found.length === 0) throw new UsageError(`unknown rule '${name}': choose one of ${ruleNames.join(', ')}`)
  process.stdout.write(found.map(ruleText).join('\n'))
  return 0
}

function writePage(): number {
  writeFileSync(page, rulesPage())
  process.stdout.write(`wrote ${page}\n`)
  return 0
}

function checkPage(): number {
  if (readFileSync(page, 'utf8') === rulesPage()) return 0
  process.stderr.write(`${page} is not current: run \`stuntboard rules --write\`\n`)
  return 1
}
