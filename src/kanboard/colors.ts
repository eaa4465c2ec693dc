import type { KanboardContext } from './procedure.js'

/** How a task is painted. */
export interface Color {
  readonly name: string
  readonly background: string
  readonly border: string
}

const color = (name: string, background: string, border: string): Color => ({ name, background, border })

/** kanboard/kanboard@v1.2.53 app/Model/ColorModel.php, the same since v1.0.22. */
export const colors: ReadonlyMap<string, Color> = new Map([
  ['yellow', color('Yellow', 'rgb(245, 247, 196)', 'rgb(223, 227, 45)')],
  ['blue', color('Blue', 'rgb(219, 235, 255)', 'rgb(168, 207, 255)')],
  ['green', color('Green', 'rgb(189, 244, 203)', 'rgb(74, 227, 113)')],
  ['purple', color('Purple', 'rgb(223, 176, 255)', 'rgb(205, 133, 254)')],
  ['red', color('Red', 'rgb(255, 187, 187)', 'rgb(255, 151, 151)')],
  ['orange', color('Orange', 'rgb(255, 215, 179)', 'rgb(255, 172, 98)')],
  ['grey', color('Grey', 'rgb(238, 238, 238)', 'rgb(204, 204, 204)')],
  ['brown', color('Brown', '#d7ccc8', '#4e342e')],
  ['deep_orange', color('Deep Orange', '#ffab91', '#e64a19')],
  ['dark_grey', color('Dark Grey', '#cfd8dc', '#455a64')],
  ['pink', color('Pink', '#f48fb1', '#d81b60')],
  ['teal', color('Teal', '#80cbc4', '#00695c')],
  ['cyan', color('Cyan', '#b2ebf2', '#00bcd4')],
  ['lime', color('Lime', '#e6ee9c', '#afb42b')],
  ['light_green', color('Light Green', '#dcedc8', '#689f38')],
  ['amber', color('Amber', '#ffe082', '#ffa000')],
])

/** Id of the colour of new tasks: the setting default_color. */
export const defaultColor = ({ world }: KanboardContext): string => world.settings.config['default_color'] || 'yellow'

/** The paint of a task; a colour that nobody knows is shown as the default one. */
export function colorOf(ctx: KanboardContext, id: string): Color | null {
  return colors.get(id) ?? colors.get(defaultColor(ctx)) ?? null
}

/** The id of a colour by id or English name in any letter case; '' for none. */
export function findColor(text: string): string {
  const wanted = text.toLowerCase()
  for (const [id, { name }] of colors) if (id === wanted || name.toLowerCase() === wanted) return id
  return ''
}
