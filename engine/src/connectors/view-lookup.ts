/** Lookups for joins with a view: the row that the view holds for a key, as of its last commit. */

import type { LookupFunction } from '../operators/lookup-function.ts';
import type { Value } from '../row/row.ts';
import type { TableDefinition } from '../sql/plan/physical-plan.ts';
import type { ViewReader } from '../views/view-store.ts';
import { invalidTable } from './table-options.ts';
import { fromViewValue, toKeyPart } from './view-value.ts';

export interface ViewLookupOptions {
  readonly table: TableDefinition;
  /** The table's columns that the join compares, in the order in which the lookup gets their values. */
  readonly keys: readonly number[];
  /** The table's columns that the lookup brings. */
  readonly columns: readonly number[];
  /** The view of the table, once it exists: undefined while nobody has written it. */
  readonly view: () => ViewReader | undefined;
}

/** @throws SqlError SQL_INVALID_TABLE when the join does not compare the whole primary key. */
export function createViewLookup({ table, keys, columns, view }: ViewLookupOptions): LookupFunction {
  const { schema, primaryKey } = table;
  const names = keys.map((column) => schema[column]?.name);
  const order = primaryKey.map((name) => names.indexOf(name));
  if (order.length === 0 || order.includes(-1) || order.length !== keys.length) {
    invalidTable(
      table,
      `a view is looked up by its whole key (${primaryKey.join(', ')})`,
      'compare exactly these columns',
    );
  }
  const keyFields = primaryKey.flatMap((name) => schema.filter((field) => field.name === name));
  const fields = columns.flatMap((column) => schema[column] ?? []);
  const map = fields.find(({ type }) => type.kind === 'MAP');
  if (map)
    invalidTable(table, `a lookup in a view cannot bring the MAP column ${map.name}`, 'leave it out of the SELECT');
  return (values) => {
    // SQL's equality: NULL matches nothing.
    const wanted = order.map((index) => values[index] as Value);
    if (wanted.includes(null)) return [];
    const key = keyFields.map(({ type }, index) => toKeyPart(wanted[index] ?? null, type));
    const entry = view()?.get(key);
    return entry ? [fields.map(({ name, type }) => fromViewValue(entry.row[name], type))] : [];
  };
}
