/** The tables of the warehouse as queries see them at one moment. */
import { kindOf } from '../../sinks/warehouse/file-name.ts';
import type { Manifest, WarehouseFile } from '../../sinks/warehouse/manifest.ts';
import { WAREHOUSE_TABLES, type WarehouseTable } from '../../sinks/warehouse/warehouse-tables.ts';
import type { WarehouseView } from './warehouse-view.ts';

export function warehouseViews(manifest: Manifest): readonly WarehouseView[] {
  return Object.values(WAREHOUSE_TABLES).map((table) => viewOf(table, manifest));
}

function viewOf(table: WarehouseTable, manifest: Manifest): WarehouseView {
  const { name, about, kind, key } = table;
  const columns = [
    ...table.columns.map((column) => ({ name: column.name, type: column.type, about: column.description })),
    ...table.computed.map((column) => ({ ...column, type: 'VARCHAR', about: column.description })),
  ];
  const listed = manifest.files(name);
  const files = listed.map((file) => manifest.pathOf(file));
  const settled = settledFiles(listed).map((file) => manifest.pathOf(file));
  return {
    name,
    about,
    columns,
    files,
    ...(kind === 'versioned' && { latestBy: { key, newest: 'version' }, settled }),
  };
}

/** Files of hours that have just this one, which holds the newest version of every key. */
function settledFiles(files: readonly WarehouseFile[]): readonly WarehouseFile[] {
  const hours = Map.groupBy(files, ({ hourMs }) => hourMs);
  return files.filter((file) => kindOf(file) === 'settled' && hours.get(file.hourMs)?.length === 1);
}
