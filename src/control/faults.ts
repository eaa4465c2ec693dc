/** What a fault may look at before it strikes. */
export interface FaultSubject {
  readonly product: string
  readonly operations: readonly string[]
  readonly method: string
  readonly path: string
}

/** One fault, decided for one request. */
export interface Fault {
  readonly id: string
}

/** The faults of one sandbox; none by default. */
export class FaultPlan {
  /** The fault that strikes this request. */
  strike(_subject: FaultSubject): Fault | undefined {
    return undefined
  }

  clear(): void {
    return undefined
  }
}
