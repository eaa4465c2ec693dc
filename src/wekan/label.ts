/** A member's name as messages of the schema write it: `hideLogo` → `Hide logo`. code: simpl-schema lib/humanize.js */
export function humanised(key: string): string {
  const words = key.replace(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`).trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}
