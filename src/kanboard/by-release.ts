import type { z } from 'zod'
import type { Versions } from '../kernel/operation.js'
import { inVersions } from '../kernel/versions.js'
import type { View } from '../kernel/view.js'
import { atView, showAt, wire } from '../kernel/view.js'

type Either<A extends z.ZodType, B extends z.ZodType> = z.ZodType<z.output<A> | z.output<B>, z.input<A> | z.input<B>>

/** A value that has another shape on one database. */
export function byDatabase<A extends z.ZodType, B extends z.ZodType>(
  database: string,
  { then, else: usual }: { readonly then: A; readonly else: B },
): Either<A, B> {
  const at = (view: View): z.ZodType => (view.axes['database'] === database ? then : usual)
  // Handlers give either, clients see what is shown of it.
  return wire<z.input<A> | z.input<B>>({
    name: 'shape by database',
    schema: (view) => atView(at(view), view, 'answer'),
    render: (value, view) => showAt(at(view), view)(value),
  }) as Either<A, B>
}

/** A value that had another shape, not just fewer fields, in some releases. */
export function byRelease<A extends z.ZodType, B extends z.ZodType>(
  versions: Versions,
  { then, else: usual }: { readonly then: A; readonly else: B },
): Either<A, B> {
  const at = (view: View): z.ZodType => (inVersions(versions, view.version) ? then : usual)
  // Handlers give either, clients see what is shown of it.
  return wire<z.input<A> | z.input<B>>({
    name: 'shape by release',
    schema: (view) => atView(at(view), view, 'answer'),
    render: (value, view) => showAt(at(view), view)(value),
  }) as Either<A, B>
}
