const MASK = '***'

/** Members whose values are secrets wherever they stand. */
const SECRET_KEYS =
  /^(password|token|tokens|authToken|access_token|api_access_token|bcrypt|hashedToken|loginTokens|twofactor_secret|authorization|x-api-auth|services|secret)$/i

/** Texts that are secrets by their form: bcrypt hashes, Meteor tokens, Kanboard's 60-digit tokens. */
const SECRET_TEXTS = /\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}|\b[A-Za-z0-9_-]{43}\b|\b[0-9a-f]{60}\b|[A-Za-z0-9+/]{43}=/g

/** Hides secrets in what a report shows; every writer of reports goes through it, so no caller can forget. */
export class Redactor {
  readonly #known = new Set<string>()

  /** From now on this value is hidden wherever it stands by itself: `admin` in `app-admin` is no password. */
  hide(value: string | undefined): void {
    if (value !== undefined && value.length >= 4) this.#known.add(value)
  }

  text(text: string): string {
    let masked = text.replace(SECRET_TEXTS, MASK)
    for (const value of this.#known) if (masked.includes(value)) masked = masked.replace(alone(value), MASK)
    return masked
  }

  /** The value with secrets hidden, members by name and texts by form. */
  value(value: unknown): unknown {
    if (typeof value === 'string') return this.text(value)
    if (Array.isArray(value)) return value.map((item) => this.value(item))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        key,
        SECRET_KEYS.test(key) && item !== null ? MASK : this.value(item),
      ]),
    )
  }

  /** Learns the secrets that an answer or a request carries, so that they are hidden in later texts too. */
  learn(value: unknown): void {
    if (Array.isArray(value)) for (const item of value) this.learn(item)
    if (typeof value !== 'object' || value === null) return
    for (const [key, item] of Object.entries(value)) {
      if (SECRET_KEYS.test(key) && typeof item === 'string') this.hide(item)
      else this.learn(item)
    }
  }
}

/** The value where no letter, digit or dash touches it. */
function alone(value: string): RegExp {
  return new RegExp(`(?<![\\w-])${value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w-])`, 'g')
}
