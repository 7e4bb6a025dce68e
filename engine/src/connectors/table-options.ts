/** Options of a table for its connector: bad ones are refused at the table's place in the script. */
import { SqlError } from '../errors/sql-error.ts';
import { OptionReader } from '../formats/option-reader.ts';
import type { TableDefinition } from '../sql/plan/physical-plan.ts';

/**
 * A reader of the table's options. Every refusal is a SqlError SQL_INVALID_TABLE. `connector` counts as read, and so do
 * the options of watermarks, which the planner has read.
 */
export function tableOptions(table: TableDefinition): OptionReader {
  const reader = new OptionReader(table.options, (reason, hint) => invalidTable(table, reason, hint));
  for (const name of ['connector', 'scan.watermark.emit.strategy', 'scan.watermark.idle-timeout']) reader.text(name);
  return reader;
}

/** @throws SqlError SQL_INVALID_TABLE, always */
export function invalidTable(table: TableDefinition, reason: string, hint?: string): never {
  throw new SqlError(`table ${table.name}: ${reason}`, {
    code: 'SQL_INVALID_TABLE',
    span: table.span,
    ...(hint === undefined ? {} : { hint }),
  });
}
