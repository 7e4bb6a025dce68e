/** What is made of a view: once for each state of its table, however often and from wherever a page asks while it draws. */
import type { ViewTable } from './view-table.ts';

export function derived<Value extends object>(make: (table: ViewTable) => Value): (table: ViewTable) => Value {
  const known = new WeakMap<ViewTable, Value>();
  return (table) => {
    const value = known.get(table) ?? make(table);
    known.set(table, value);
    return value;
  };
}
