/**
 * How long from nothing to serving: the command is launched over an empty data folder until /readyz first says 200.
 *
 *     node bench/start-up.ts
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inTurns, printSpreads } from './report.ts';
import { endShopProcess, startShopProcess } from './shop-process.ts';

async function readyMs(): Promise<number> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'millrace-bench-'));
  const shop = await startShopProcess(dataFolder);
  await endShopProcess(shop);
  rmSync(dataFolder, { recursive: true });
  return shop.readyMs;
}

printSpreads('Start-up with an empty data folder', 'ms', await inTurns({ 'launch to ready': readyMs }));
