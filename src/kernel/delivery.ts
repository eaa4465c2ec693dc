/** What became of a request that the product asked for. Moments are ISO 8601 by the clock of the world. */
export type DeliveryOutcome =
  | { readonly kind: 'delivered'; readonly at: string; readonly status: number }
  | { readonly kind: 'failed'; readonly at: string; readonly why: string }
  /** It would have been sent, but its address is not one the fake may call. */
  | { readonly kind: 'withheld'; readonly at: string; readonly why: string }

/** A POST that the real product would send of its own accord, to a webhook for instance. */
export interface Delivery {
  readonly id: number
  /** When it was asked for, ISO 8601. */
  readonly at: string
  /** What happened, as the product calls it. */
  readonly event: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** Why it is withheld, whatever its address; where it is left out, the address decides. */
  readonly withheld?: string
  /** Null while it waits. */
  readonly outcome: DeliveryOutcome | null
}

/** Where a product, which does no input or output itself, leaves what is to be sent. */
export interface Outbox<W> {
  /** All since the world began, oldest first. */
  all(world: W): readonly Delivery[]
  /** Those without an outcome, oldest first. */
  waiting(world: W): readonly Delivery[]
  settle(world: W, id: number, outcome: DeliveryOutcome): void
  /** Takes what a receiver answered with success, as JSON; called before the delivery is settled. */
  answered?(world: W, id: number, answer: unknown): void
}
