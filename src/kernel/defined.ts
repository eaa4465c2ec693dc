type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

/** The members that are there. */
export function defined<T extends object>(members: T): Defined<T> {
  const kept: Defined<T> = {}
  for (const key in members) {
    const value = members[key]
    // Without the members that are undefined the rest have the types that are left.
    if (value !== undefined) kept[key] = value as Exclude<T[typeof key], undefined>
  }
  return kept
}
