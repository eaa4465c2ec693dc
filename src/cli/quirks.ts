import { Command } from 'commander'
import { isOnByDefault } from '../kernel/quirk.js'
import type { Profile } from '../kernel/product.js'
import type { Quirk } from '../kernel/quirk.js'
import { sourceText } from '../kernel/source.js'
import { products } from '../products.js'

/** Whether fidelity `real` has the quirk on in a profile. */
function isOn(quirk: Quirk, profile: Profile): boolean {
  const own = profile.quirks === 'off' ? 'off' : profile.quirks?.[quirk.name]
  return own === undefined ? isOnByDefault(quirk, profile.version) : own === 'on'
}

const byName = (a: Quirk, b: Quirk): number => (a.name < b.name ? -1 : 1)

export function quirksCommand(finish: (code: number) => void): Command {
  return new Command('quirks')
    .description('List every quirk of the real servers that can be switched, with its source and default.')
    .option('--json', 'as JSON', false)
    .addHelpText('after', '\nExample:\n  $ stuntboard quirks\n  $ stuntboard serve --quirk wekan.login-throttle=on')
    .action(({ json }: { readonly json: boolean }) => {
      const rows = products.flatMap((product) =>
        [...product.quirks].sort(byName).map((quirk) => ({
          name: quirk.name,
          summary: quirk.summary,
          source: sourceText(quirk.source),
          default: Object.fromEntries(
            product.profiles.map((profile) => [profile.id, isOn(quirk, profile) ? 'on' : 'off']),
          ),
        })),
      )
      process.stdout.write(json ? `${JSON.stringify(rows, null, 2)}\n` : `${rows.map(block).join('\n\n')}\n`)
      finish(0)
    })
}

function block(row: { name: string; summary: string; source: string; default: Record<string, string> }): string {
  const defaults = Object.entries(row.default).map(([profile, state]) => `${profile} ${state}`)
  return [row.name, `  ${row.summary}`, `  default: ${defaults.join(', ')}`, `  source: ${row.source}`].join('\n')
}
