/** Writes a demo world's warehouse in one go: a server's own does it hour by hour as time passes. */
import { DEFAULT_WAREHOUSE_SETTINGS } from '../../../shop/src/sinks/warehouse/warehouse-settings.ts';
import { WarehouseWriter } from '../../../shop/src/sinks/warehouse/warehouse-writer.ts';
import { HOUR_MS } from './past-event.ts';

/** Resolves when all of the past is in files, but for the last half hour. Features have no rows. */
export async function writeWarehouse(dataFolder: string): Promise<void> {
  const settings = { ...DEFAULT_WAREHOUSE_SETTINGS, intervalMs: HOUR_MS / 2 };
  const writer = await WarehouseWriter.open({ dataFolder, settings });
  try {
    await writer.finish();
  } finally {
    await writer.close();
  }
}
