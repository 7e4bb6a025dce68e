/** A table as connectors see it. */
import type { SourceSpan } from '../../errors/sql-error.ts';
import type { Schema } from '../../row/data-type.ts';

/** A table as declared, with everything the connector needs to know. */
export interface TableDefinition {
  readonly name: string;
  /** Physical and metadata columns only; computed columns are in the CalcNode above the scan. */
  readonly schema: Schema;
  /** Of metadata columns: the connector's key for each, by column name. */
  readonly metadataKeys?: Readonly<Record<string, string>>;
  readonly primaryKey: readonly string[];
  /** The WITH clause: `connector`, `path`, `format` … */
  readonly options: Readonly<Record<string, string>>;
  readonly partitionKeys: readonly string[];
  readonly span: SourceSpan;
}
