const letters: Readonly<Record<string, string>> = {
  ä: 'ae',
  ö: 'oe',
  ü: 'ue',
  ß: 'ss',
  æ: 'ae',
  ø: 'o',
  å: 'a',
  œ: 'oe',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  đ: 'd',
  ı: 'i',
  '&': ' and ',
  '@': ' at ',
  '%': ' percent ',
  $: ' dollar ',
  '€': ' euro ',
  '£': ' pound ',
}

/**
 * The part of a board's address that is made from its title; `board` when nothing is left of it.
 * unverified: the real server uses the package limax, which also spells Chinese, Japanese and Cyrillic; here those
 * letters are left out.
 */
export function slugOf(title: string): string {
  const spelled = [...title.toLowerCase()].map((letter) => letters[letter] ?? letter).join('')
  const plain = spelled.normalize('NFKD').replace(/[\u0300-\u036f'’]/g, '')
  return plain.replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '') || 'board'
}
