/** Control characters, line ends among them, those that turn the direction of text, and halves of characters. */
const UNSAFE = /[\x00-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2066-\u2069\ufeff\p{Cs}]/gu

/** Text of a server on one line of a terminal: it can neither move the cursor nor hide what comes after it. */
export function printable(text: string): string {
  return text.replace(UNSAFE, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** The same text in one line, with spaces for everything that is not to be seen. */
export const oneLine = (text: string): string => text.replace(UNSAFE, ' ')
