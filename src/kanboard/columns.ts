import { z } from 'zod'
import type { View, Wire } from '../kernel/view.js'
import { wire } from '../kernel/view.js'

/*
 * Types of database columns on the wire. With PHP 8.1 and later numbers are native; before that every column of SQLite
 * and MySQL came as text (recordings v1.2.20 and v1.2.20-strings of the same calls). PostgreSQL has real booleans and
 * gives decimals as text (recordings v1.2.53-postgres). Null stays null everywhere.
 */

const areStrings = (view: View): boolean => view.axes['numbers'] === 'strings'
const isPostgres = (view: View): boolean => view.axes['database'] === 'postgres'

const integer: Wire<number> = {
  name: 'integer column',
  schema: (view) => (areStrings(view) ? z.string().regex(/^-?\d+$/) : z.int()),
  render: (value, view) => (areStrings(view) ? String(value) : value),
}

const flag: Wire<0 | 1> = {
  name: 'flag column',
  schema: (view) => {
    if (isPostgres(view)) return z.boolean()
    return areStrings(view) ? z.enum(['0', '1']) : z.union([z.literal(0), z.literal(1)])
  },
  render: (value, view) => {
    if (isPostgres(view)) return value === 1
    return areStrings(view) ? String(value) : value
  },
}

const decimal: Wire<number> = {
  name: 'decimal column',
  schema: (view) => (areStrings(view) || isPostgres(view) ? z.string() : z.number()),
  render: (value, view) => (areStrings(view) || isPostgres(view) ? String(value) : value),
}

const datedLater: Wire<number | null> = {
  name: 'integer column, null on MySQL until it is set',
  schema: (view) => (view.axes['database'] === 'mysql' ? integer.schema(view).nullable() : integer.schema(view)),
  render: (value, view) => (value === null ? null : integer.render(value, view)),
}

/** An INTEGER column that starts as 0, and as null on MySQL: recording kanboard/v1.2.53-mysql/users-lifecycle.json. */
export const laterColumn = (): z.ZodType<number | null, number | null> => wire(datedLater)

/** The column of a task: 0 in the tables here, which no row can have, stands for null, which SQLite alone allows. */
const inColumn: Wire<number> = {
  name: 'column of a task',
  schema: (view) => (view.axes['database'] === 'sqlite' ? integer.schema(view).nullable() : integer.schema(view)),
  render: (value, view) => (value === 0 ? null : integer.render(value, view)),
}

export const columnNumber = (): z.ZodType<number, number> => wire(inColumn)

/** An INTEGER column. */
export const integerColumn = (): z.ZodType<number, number> => wire(integer)

/** A column for yes and no: 0/1 in the tables here, as SQLite and MySQL have it. */
export const flagColumn = (): z.ZodType<0 | 1, 0 | 1> => wire(flag)

/** A FLOAT, REAL or DECIMAL column. */
export const decimalColumn = (): z.ZodType<number, number> => wire(decimal)
