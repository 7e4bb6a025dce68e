/** What a query can read: a table or view with its columns, as far as the generator needs to know them. */

/** Kinds of values, coarser than SQL's types: precision and NULL are left to the engines to work out. */
export type ValueType =
  | 'INT'
  | 'BIGINT'
  | 'DECIMAL'
  | 'DOUBLE'
  | 'STRING'
  | 'BOOLEAN'
  | 'DATE'
  | 'TIMESTAMP'
  | 'TIMESTAMP_LTZ'
  | 'ARRAY';

export interface RelationColumn {
  /** As it is written in an expression; fields of rows with a dot. */
  readonly name: string;
  readonly type: ValueType;
  /** It has few values: good to group by. */
  readonly few?: boolean;
  /** No two rows share it, but for whole rows that came twice: it settles an order. */
  readonly unique?: boolean;
  /** It is the event time, with a watermark. */
  readonly rowtime?: boolean;
  readonly window?: 'window_start' | 'window_end';
}

export interface Relation {
  readonly name: string;
  readonly columns: readonly RelationColumn[];
  /** Rows are only added. Otherwise the relation is a changelog. */
  readonly append: boolean;
}

export function rowtimeOf(relation: Relation): RelationColumn | undefined {
  return relation.columns.find((column) => column.rowtime === true);
}

/** Columns that can be selected and compared as a whole: fields of rows are not among them. */
export function plainColumns(relation: Relation): readonly RelationColumn[] {
  return relation.columns.filter((column) => !column.name.includes('.'));
}
