/** Simulated shoppers' events, completed: what a function behind the enrichment is given. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JsonTables } from '../engine/src/fold/json-tables.ts';
import { enrich } from '../shop/src/functions/enrich/enrich.ts';
import type { EnrichedEvent } from '../shop/src/functions/enrich/enriched-event.ts';
import { NOWHERE } from '../shop/src/functions/enrich/place.ts';
import { LogHistory } from '../shop/src/history/log-history.ts';
import { type SimulatedLogOptions, writeSimulatedLog } from './simulated-log.ts';

export async function enrichedEvents(
  options: Omit<SimulatedLogOptions, 'dataFolder'>,
): Promise<readonly EnrichedEvent[]> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'millrace-enriched-'));
  const enriched: EnrichedEvent[] = [];
  await writeSimulatedLog({ ...options, dataFolder });
  const history = new LogHistory(dataFolder);
  const enrichment = enrich(NOWHERE).open(new JsonTables(), (event) => enriched.push(event));
  for (const { events } of history.pieces()) for (const event of events) enrichment.apply(event);
  await history.close();
  await rm(dataFolder, { recursive: true });
  return enriched;
}
