import type { z } from 'zod'
import type { Clock } from './clock.js'
import type { Outbox } from './delivery.js'
import type { Inbound, Outbound } from './exchange.js'
import type { Ids } from './ids.js'
import type { AnyOperation, Source } from './operation.js'
import type { Neutral, NeutralStream, Translated } from './neutral.js'
import type { Protocol } from './protocol.js'
import type { Quirk } from './quirk.js'
import type { ObservedProfile, OperationShape } from './shape.js'
import type { StoredShape } from './stored-shape.js'
import type { View } from './view.js'
import type { World } from './world.js'

/** A selectable release of a product: which operations and fields exist, and which quirks are on. */
export interface Profile {
  /** `wekan@11.07` */
  readonly id: string
  /** The release whose operations and behaviour are imitated; bounds of operations and quirks are compared with it. */
  readonly version: string
  /** The release whose fields are shown, where it differs from `version`. */
  readonly shape?: string
  readonly summary: string
  readonly sources: readonly Source[]
  /** Quirks that start otherwise than their release says: a page of documentation has none, for instance. */
  readonly quirks?: 'off' | Readonly<Record<string, 'on' | 'off'>>
  /** Values of the product's options where they are not given. */
  readonly options?: Readonly<Record<string, string>>
  /** Of an observed profile: operations whose results look otherwise than the release has them. */
  readonly shapes?: Readonly<Record<string, OperationShape>>
}

/** `real`: as recorded. `documented`: every quirk off. `strict`: as real, and requests outside the contract are refused. */
export type Fidelity = 'real' | 'documented' | 'strict'
export const fidelities: readonly Fidelity[] = ['real', 'documented', 'strict']

/** A choice apart from the release: Kanboard's number typing and database. */
export interface ProductOption {
  readonly values: readonly string[]
  readonly fallback: string
  readonly summary: string
}

/** Everything chosen for one product of one server, checked and complete. */
export interface Setup {
  readonly profile: Profile
  readonly fidelity: Fidelity
  readonly options: Readonly<Record<string, string>>
  /** Names of the quirks that are on. */
  readonly quirks: ReadonlySet<string>
  readonly view: View
}

/** What a person chooses; `resolveSetup` completes it. */
export interface Choice {
  readonly profile?: string
  /** What was observed of a server; names the profile on which it is based. */
  readonly observed?: ObservedProfile
  readonly fidelity?: Fidelity
  readonly quirks?: Readonly<Record<string, 'on' | 'off'>>
  readonly options?: Readonly<Record<string, string>>
  /** Initial settings of the world that override the fixture: API token, custom header, API off. */
  readonly settings?: Readonly<Record<string, unknown>>
}

/** A place in a fixture that is wrong; the loader turns the path into a line. */
export class FixtureError extends Error {
  constructor(
    /** Keys from the root of the product's part: `['boards', 'roadmap', 'members', 'ada']`. */
    readonly path: readonly (string | number)[],
    message: string,
  ) {
    super(message)
  }
}

/** A mistake of the person who started or called the program: said plainly, exit code 2. */
export class UsageError extends Error {
  override readonly name: string = 'UsageError'
}

/** A login to print, so that a person can begin at once. */
export interface Login {
  readonly who: string
  readonly secret: string
  /** What the secret is: `password`, `bearer token`, `application token`. */
  readonly kind: string
}

/** All that the rest of the program may know of Wekan or Kanboard. */
export interface Product<W extends World = World> {
  readonly name: string
  /** As its makers write it: `Wekan`. */
  readonly title: string
  readonly protocol: Protocol
  /** Newest first; the first one is the default. */
  readonly profiles: readonly Profile[]
  readonly options: Readonly<Record<string, ProductOption>>
  readonly operations: readonly AnyOperation[]
  readonly quirks: readonly Quirk[]
  /** Paths that belong to this product when several share a port; `undefined` claims all that is left. */
  readonly paths?: readonly string[]
  /** A path as the web servers before the product read it; as it stands where this is absent. */
  readPath?(path: string): string
  /** Names of the settings that a choice may give. */
  readonly settings?: readonly string[]
  /** Bytes of a body beyond which the product answers without having read it all. */
  readonly bodyLimitBytes: number
  /** The product's part of a world file. */
  readonly fixture: z.ZodType
  /** Operations of the real product that are not declared yet, by their upstream name; see `coverage`. */
  readonly unbuilt: (version: string) => readonly string[]
  /** Answers what is wrong with a combination of options, if anything. */
  refuse?(profile: Profile, options: Readonly<Record<string, string>>): string | undefined
  view(profile: Profile, options: Readonly<Record<string, string>>, quirks: ReadonlySet<string>): View
  /** A fresh install, before any fixture. */
  install(setup: Setup, base: WorldBase): W
  /** Adds the product's part of a world file; throws `FixtureError` for a reference that leads nowhere. */
  seed(world: W, setup: Setup, part: unknown): void
  /** How the product holds a neutral world. */
  readonly neutral?: NeutralHolder<W>
  /** How what a real server holds becomes the product's part of a world file. */
  readonly imports?: Imports
  /** What a world that comes from a file must hold. */
  readonly stored?: StoredShape
  answer(world: W, setup: Setup, request: Inbound): Outbound | Promise<Outbound>
  /** Requests that the product sends of its own accord; the server sends them after it has answered. */
  readonly outbox?: Outbox<W>
  /** Logins of the world, and curl lines that work against `baseUrl` (prefix included). */
  greet(world: W, setup: Setup, baseUrl: string): { readonly logins: readonly Login[]; readonly curl: string }
  /** Which operations a request is for, before it is answered; none when it is for none. */
  identify(request: Addressed): readonly string[]
}

/** What tells the operation of a request. */
export interface Addressed {
  readonly method: string
  readonly path: string
  /** As text, or decoded. */
  readonly body: unknown
  /** The release that is asked; default: the newest. */
  readonly version?: string
}

/** Rows by table, as a database or an API gives them. */
export type TableRows = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>

/** Calls an operation by its id and answers its result. */
export type CallOperation = (operation: string, input: Readonly<Record<string, unknown>>) => Promise<unknown>

/** The server has no such operation, or refuses it to the caller. */
export class OperationRefused extends Error {}

/** A part of a world file made from a real server, and what of it was left behind. */
export interface Imported {
  readonly part: unknown
  readonly warnings: readonly string[]
}

export interface Imports {
  /** From a file that the product exports. Throws `UsageError` for another one. */
  fromExport?(document: unknown): Imported
  /** From the rows of its database, of a schema of that number. Throws `UsageError` for another database. */
  fromTables?(rows: TableRows, schema?: number): Imported
  /** Names of the tables that are wanted. */
  readonly tables?: readonly string[]
  /** Reads what would be in the tables through operations that change nothing. */
  read?(call: CallOperation): Promise<TableRows>
}

/** How a product holds what is in a neutral world; docs/worlds.md has the table. */
export interface NeutralHolder<W extends World = World> {
  /** The product's part of a world file that says the same. */
  translate(neutral: Neutral): Translated
  /** Where in the neutral part stands what an error of seeding the translation names. */
  origin(path: readonly (string | number)[]): readonly (string | number)[]
  /** Puts a large neutral world into the tables, row by row, without a history. Throws as `seed` does. */
  fill(world: W, setup: Setup, stream: NeutralStream): void
}

/** What every fresh world starts from. */
export interface WorldBase {
  readonly clock: Clock
  readonly ids: Ids
  readonly settings: Readonly<Record<string, unknown>>
}
