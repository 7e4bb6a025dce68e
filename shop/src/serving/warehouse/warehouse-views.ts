/** The tables of the warehouse as queries see them at one moment. */
import { type TableName, WAREHOUSE_TABLES, type WarehouseTable } from '../../sinks/warehouse/warehouse-tables.ts';
import type { WarehouseView } from './warehouse-view.ts';

/** @param filesOf the files of a table that count at this moment, as absolute paths. */
export function warehouseViews(filesOf: (table: TableName) => readonly string[]): readonly WarehouseView[] {
  return Object.values(WAREHOUSE_TABLES).map((table) => viewOf(table, filesOf(table.name)));
}

function viewOf(table: WarehouseTable, files: readonly string[]): WarehouseView {
  const { name, about, kind, key } = table;
  const columns = [
    ...table.columns.map((column) => ({ name: column.name, type: column.type, about: column.description })),
    ...table.computed.map((column) => ({ ...column, type: 'VARCHAR', about: column.description })),
  ];
  return { name, about, columns, files, ...(kind === 'versioned' && { latestBy: { key, newest: 'version' } }) };
}
