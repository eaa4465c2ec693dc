/** How a release reads paths. */
export interface PathRules {
  /** Express 5 ignores letter case in the fixed parts of a path; connect-route does not. */
  readonly isCaseSensitive: boolean
  /** The parts of a path as it came; undefined when no route can have it. Throws URIError when it cannot be read. */
  split(path: string): readonly string[] | undefined
  /** Decodes the part that a parameter takes. Throws URIError. */
  decode(part: string): string
}

/** path-to-regexp 8: one slash may follow, none may be doubled, parameters are decoded one by one. */
export const expressPaths: PathRules = {
  isCaseSensitive: false,
  split: (path) => {
    const bare = path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path
    const [root, ...parts] = bare.split('/')
    return root === '' && !parts.includes('') ? parts : undefined
  },
  decode: decodeURIComponent,
}

/** connect-route 0.1: slashes and blanks at both ends do not count; the whole path is decoded before it is split. */
export const connectPaths: PathRules = {
  isCaseSensitive: true,
  split: (path) =>
    decodeURI(path)
      .replace(/^[\s/]+|[\s/]+$/g, '')
      .split('/'),
  decode: (part) => part,
}

/** What a route must have to be found. */
export interface Matchable {
  readonly method: string
  readonly path: string
}

/** A route and the values of its parameters; `isMalformed` when one of them cannot be decoded. */
export interface Match<R> {
  readonly route: R
  readonly params: Readonly<Record<string, string>>
  readonly isMalformed: boolean
}

interface Node<R> {
  readonly fixed: Map<string, Node<R>>
  parameter?: Node<R>
  readonly routes: Map<string, R>
}

/** Finds routes in as many steps as a path has parts. A fixed part wins over a parameter. */
export class Matcher<R extends Matchable> {
  readonly #root: Node<R> = newNode()
  readonly #rules: PathRules

  constructor(routes: Iterable<R>, rules: PathRules) {
    this.#rules = rules
    for (const route of routes) this.#add(route)
  }

  /** Throws URIError where the release fails on the whole path. */
  find(method: string, path: string): Match<R> | undefined {
    const parts = this.#rules.split(path)
    const node = parts && this.#walk(this.#root, parts, (found) => found.routes.has(method))
    const route = node?.routes.get(method)
    return parts && route ? this.#matched(route, parts) : undefined
  }

  /** Methods that the path has, in no order. */
  methodsOf(path: string): string[] {
    const parts = this.#rules.split(path)
    const methods = new Set<string>()
    if (parts) this.#walk(this.#root, parts, (node) => collect(node, methods))
    return [...methods]
  }

  #add(route: R): void {
    let node = this.#root
    for (const part of route.path.split('/').slice(1)) {
      if (part.startsWith(':')) node = node.parameter ??= newNode()
      else node = child(node, this.#key(part))
    }
    if (!node.routes.has(route.method)) node.routes.set(route.method, route)
  }

  #key(part: string): string {
    return this.#rules.isCaseSensitive ? part : part.toLowerCase()
  }

  #walk(node: Node<R>, parts: readonly string[], accepts: (node: Node<R>) => boolean): Node<R> | undefined {
    const [part, ...rest] = parts
    if (part === undefined) return node.routes.size > 0 && accepts(node) ? node : undefined
    const fixed = node.fixed.get(this.#key(part))
    const found = fixed && this.#walk(fixed, rest, accepts)
    return found ?? (node.parameter && this.#walk(node.parameter, rest, accepts))
  }

  #matched(route: R, parts: readonly string[]): Match<R> {
    const params: Record<string, string> = {}
    const names = route.path.split('/').slice(1)
    try {
      names.forEach((name, index) => {
        if (name.startsWith(':')) params[name.slice(1)] = this.#rules.decode(parts[index] ?? '')
      })
      return { route, params, isMalformed: false }
    } catch {
      return { route, params, isMalformed: true }
    }
  }
}

function newNode<R>(): Node<R> {
  return { fixed: new Map(), routes: new Map() }
}

function child<R>(node: Node<R>, key: string): Node<R> {
  const known = node.fixed.get(key) ?? newNode<R>()
  node.fixed.set(key, known)
  return known
}

function collect<R>(node: Node<R>, methods: Set<string>): boolean {
  for (const method of node.routes.keys()) methods.add(method)
  return false
}
