import { SECRET_MEMBER, SECRET_TEXT } from '../kernel/secrets.js'

const MASK = '***'

/** Hides secrets in what a report shows; every writer of reports goes through it, so no caller can forget. */
export class Redactor {
  readonly #known = new Set<string>()

  /** From now on this value is hidden wherever it stands by itself: `admin` in `app-admin` is no password. */
  hide(value: string | undefined): void {
    if (value !== undefined && value.length >= 4) this.#known.add(value)
  }

  text(text: string): string {
    let masked = text.replace(SECRET_TEXT, MASK)
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
        SECRET_MEMBER.test(key) && item !== null ? MASK : this.value(item),
      ]),
    )
  }

  /** Learns the secrets that an answer or a request carries, so that they are hidden in later texts too. */
  learn(value: unknown): void {
    if (Array.isArray(value)) for (const item of value) this.learn(item)
    if (typeof value !== 'object' || value === null) return
    for (const [key, item] of Object.entries(value)) {
      if (SECRET_MEMBER.test(key) && typeof item === 'string') this.hide(item)
      else this.learn(item)
    }
  }
}

/** The value where no letter, digit or dash touches it. */
function alone(value: string): RegExp {
  return new RegExp(`(?<![\\w-])${value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w-])`, 'g')
}
