/** An error object inside an answer with status 200. */
export class RpcError extends Error {
  constructor(
    /** A number, or the text that PDO gives as the code of its own exceptions. */
    readonly code: number | string,
    message: string,
    readonly data?: string,
  ) {
    super(message)
  }
}

/** An exception of PHP that the JSON-RPC library relays with its code and text; releases before 1.0.29 crash on it. */
export class RelayedException extends RpcError {}

/** The caller is not known (401) or not allowed (403): replaces the whole answer, of a batch too. */
export class Refusal extends Error {
  constructor(
    readonly status: 401 | 403,
    /** Why, for the log; the product tells nobody. */
    reason: string,
  ) {
    super(reason)
  }
}

/** An uncaught PHP error: status 500 and an empty body on a server that does not display errors. */
export class Crash extends Error {}
