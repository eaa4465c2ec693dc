const entities: Readonly<Record<string, string>> = { '"': '&quot;', "'": '&#039;', '<': '&lt;', '>': '&gt;' }

/** PHP's `htmlspecialchars` with ENT_QUOTES and without double encoding: an entity stays one. */
export function escapeHtml(text: string): string {
  return text
    .replace(/&(?!(?:[A-Za-z][A-Za-z0-9]*|#\d+|#[xX][0-9A-Fa-f]+);)/g, '&amp;')
    .replace(/["'<>]/g, (letter) => entities[letter] ?? letter)
}
