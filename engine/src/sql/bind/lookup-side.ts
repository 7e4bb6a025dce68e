/** The right side of a lookup join: a table that can be looked up, or a view that projects one. */
import type { CatalogTable } from './catalog.ts';
import type { Expression } from './expression.ts';
import { mapColumns } from './expression-tree.ts';
import type { LogicalNode, LogicalScan } from './logical-plan.ts';
import { refuse } from './refuse.ts';

/** Connectors whose tables are asked for rows by key. */
const LOOKUP_CONNECTORS = ['keyed', 'view'];

export interface LookupSide {
  readonly table: CatalogTable;
  /** The side's columns, over `table.definition.schema`. */
  readonly columns: readonly Expression[];
}

/** Undefined for what is no lookup. @throws SqlError for a view that filters, which Flink cannot plan. */
export function lookupSide(node: LogicalNode): LookupSide | undefined {
  switch (node.kind) {
    case 'scan':
      return LOOKUP_CONNECTORS.includes(node.table.definition.options.connector ?? '') ? scanSide(node) : undefined;
    case 'project': {
      const side = lookupSide(node.input);
      return side && { ...side, columns: node.projections.map((each) => over(each, side.columns)) };
    }
    case 'filter': {
      if (lookupSide(node.input) === undefined) return undefined;
      const hint = 'ask for it in ON, beside the key';
      return refuse('SQL_UNSUPPORTED', node.span, 'a view with a filter cannot be looked up', hint);
    }
    default:
      return undefined;
  }
}

/** The table's columns; computed ones read the stored ones, which alone are looked up. */
function scanSide({ table, columns, span }: LogicalScan): LookupSide {
  const stored = table.columns.flatMap((column, index) => (column.expression === undefined ? [index] : []));
  const storedColumn = (index: number): Expression => {
    const { name, type } = table.columns[index] ?? { name: '?', type: { kind: 'NULL', nullable: true } as const };
    return { kind: 'column', index: stored.indexOf(index), name, type, span };
  };
  const all = table.columns.map(({ expression }, index) =>
    expression === undefined ? storedColumn(index) : mapColumns(expression, (column) => storedColumn(column.index)),
  );
  return { table, columns: columns.flatMap((column) => all[column] ?? []) };
}

/** An expression over columns, said over what the columns are made of. */
function over(expression: Expression, columns: readonly Expression[]): Expression {
  return mapColumns(expression, (column) => columns[column.index] ?? column);
}
