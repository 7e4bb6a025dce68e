/** A column of the warehouse: what it is called and read from. */

export interface WarehouseColumn {
  readonly name: string;
  /** DuckDB's name of the type; times are in UTC. */
  readonly type: string;
  readonly description: string;
  /** The field of the record, or the column of the view, that it is read from, as a SQL expression over what was read. */
  readonly from: string;
}
