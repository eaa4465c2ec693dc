/** Colours of labels on paper, as `rrggbb`. code: wekan/wekan@v11.07 models/server/renderCardDocumentExcel.js:16 */
const colors: Readonly<Record<string, string>> = {
  white: 'FFFFFF',
  green: '008000',
  yellow: 'FFFF00',
  orange: 'FFA500',
  red: 'FF0000',
  purple: '800080',
  blue: '0000FF',
  sky: '87CEEB',
  lime: '00FF00',
  pink: 'FFC0CB',
  black: '000000',
  silver: 'C0C0C0',
  peachpuff: 'FFDAB9',
  crimson: 'DC143C',
  plum: 'DDA0DD',
  darkgreen: '006400',
  slateblue: '6A5ACD',
  magenta: 'FF00FF',
  gold: 'FFD700',
  navy: '000080',
  gray: '808080',
  saddlebrown: '8B4513',
  paleturquoise: 'AFEEEE',
  mistyrose: 'FFE4E1',
  indigo: '4B0082',
}

/** Background of a label and the ink that is read on it; unknown colours are silver. */
export function paintOf(color: string): { readonly fill: string; readonly ink: string } {
  const hex = (Object.hasOwn(colors, color) ? colors[color] : undefined) ?? 'C0C0C0'
  return { fill: `#${hex}`, ink: luminance(hex) > 0.179 ? '#000000' : '#FFFFFF' }
}

/** Relative luminance as WCAG defines it. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) => linear(Number.parseInt(hex.slice(at, at + 2), 16) / 255))
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

const linear = (channel: number): number => (channel <= 0.03928 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4)
