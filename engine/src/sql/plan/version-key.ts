/** The key by which the right side of an event-time temporal join tells its versions apart. */
import type { LogicalNode, LogicalScan } from '../bind/logical-plan.ts';
import { refuse } from '../bind/refuse.ts';

export interface VersionKey {
  readonly names: readonly string[];
  /** Of the node; undefined for a key column that the node does not give. */
  readonly columns: readonly (number | undefined)[];
}

/**
 * A table's PRIMARY KEY, or what a view keeps one row of. Undefined when there is none.
 * @throws SqlError SQL_UNSUPPORTED for a filter above, which would let an older version stand for a newer one.
 */
export function versionKey(node: LogicalNode): VersionKey | undefined {
  switch (node.kind) {
    case 'scan':
      return scanKey(node);
    case 'top-n': {
      const { partitionKeys, first, last, schema } = node;
      if (first !== 1 || last !== 1) return undefined;
      return { names: partitionKeys.map((key) => schema[key]?.name ?? '?'), columns: partitionKeys };
    }
    case 'project': {
      const key = versionKey(node.input);
      const place = (column: number | undefined): number | undefined => {
        const index = node.projections.findIndex((each) => each.kind === 'column' && each.index === column);
        return index === -1 ? undefined : index;
      };
      return key && { ...key, columns: key.columns.map(place) };
    }
    case 'filter': {
      const hint = 'ask for it in ON: the version is chosen first, and then what ON asks of it';
      return refuse('SQL_UNSUPPORTED', node.span, 'a filter over versions would corrupt them', hint);
    }
    default:
      return undefined;
  }
}

function scanKey({ table, schema }: LogicalScan): VersionKey | undefined {
  const names = table.definition.primaryKey;
  if (names.length === 0) return undefined;
  const columns = names.map((name) => schema.findIndex((field) => field.name === name));
  return { names, columns: columns.map((column) => (column === -1 ? undefined : column)) };
}
