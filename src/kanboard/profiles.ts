import type { ProductOption, Profile } from '../kernel/product.js'

/** Newest first. */
export const profiles: readonly Profile[] = [
  {
    id: 'kanboard@1.2.53',
    version: '1.2.53',
    summary: 'Release of July 2026, as recorded on PHP 8.2',
    sources: [{ evidence: 'kanboard/v1.2.53, v1.2.53-sqlite, v1.2.53-mysql, v1.2.53-postgres' }],
  },
  {
    id: 'kanboard@1.2.35',
    version: '1.2.35',
    summary: 'Release of February 2024, as recorded on PHP 8.2',
    sources: [{ evidence: 'kanboard/v1.2.35' }],
  },
  {
    id: 'kanboard@1.2.20',
    version: '1.2.20',
    summary: 'Release of June 2021, as recorded on PHP 8.2; --numbers strings for the PHP of its time',
    sources: [{ evidence: 'kanboard/v1.2.20, v1.2.20-strings' }],
  },
  {
    id: 'kanboard@1.0.22',
    version: '1.0.22',
    summary: "What the page 'API User Procedures' of December 2015 prints; nothing is recorded",
    sources: [
      { doc: 'kanboard doc/api-user-procedures.markdown of December 2015' },
      { code: 'kanboard/kanboard@v1.0.22' },
    ],
    // PHP before 8.1 gave every column as text.
    options: { numbers: 'strings' },
    // That PHP says whether a date has errors as the release expects it.
    quirks: { 'kanboard.dates-refused': 'off' },
  },
]

export const options: Readonly<Record<string, ProductOption>> = {
  numbers: {
    values: ['native', 'strings'],
    fallback: 'native',
    summary: 'Whether columns with numbers are JSON numbers (PHP 8.1 and later) or text (before)',
  },
  database: {
    values: ['sqlite', 'mysql', 'postgres'],
    fallback: 'sqlite',
    summary: 'The database below: types, missing columns, ids after removal, case, order, SQL errors',
  },
}

/** What is wrong with a combination of options. */
export function refuse(_profile: Profile, chosen: Readonly<Record<string, string>>): string | undefined {
  if (chosen['database'] !== 'postgres' || chosen['numbers'] !== 'strings') return undefined
  return '--database postgres gives native numbers with every PHP: leave --numbers strings out, or say --numbers native'
}
