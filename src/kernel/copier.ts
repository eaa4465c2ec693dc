import { compileFunction } from 'node:vm'

let made = 0

/** A row while it is put together. */
export type Draft<R> = { -readonly [K in keyof R]: R[K] }

/**
 * Makes copies of an object of plain values, in order. V8 copies ten times as fast, and into one run of memory, where a
 * place in the code sees objects with the same members only; so each copier is a place of its own.
 */
export function copierOf<R extends object>(row: R): () => Draft<R> {
  made += 1
  // What is read from JSON lies in one run of memory, unlike what was put together bit by bit. The number keeps V8 from
  // taking the code for what it has compiled before.
  const template: unknown = JSON.parse(JSON.stringify(row))
  const copy = compileFunction(`return { ...template } // ${made}`, ['template']) as (template: unknown) => Draft<R>
  return () => copy(template)
}
