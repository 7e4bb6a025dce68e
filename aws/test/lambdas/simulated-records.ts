/** A simulated shop's events as a collector puts them into the stream, batch by batch. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLogReader } from '@millrace/engine/log/lmdb-log-reader.ts';
import { writeSimulatedLog } from '../../../bench/simulated-log.ts';
import { logBatches } from '../../../shop/test/sources/log-batches.ts';
import { type EventRecord, eventRecordOf } from '../../src/stream/event-record.ts';

export interface SimulatedShop {
  readonly events: number;
  readonly users: number;
  readonly products: number;
}

/** In the order of the log, which is that of one process. */
export async function simulatedRecords(shop: SimulatedShop): Promise<readonly (readonly EventRecord[])[]> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'millrace-records-'));
  await writeSimulatedLog({ dataFolder, eventsPerSecond: 200, ...shop });
  const reader = openLogReader(dataFolder);
  const batches = Array.from(logBatches(reader), ({ slices }) =>
    slices.flatMap(({ bytes, ends }) =>
      Array.from(ends, (end, index) => eventRecordOf(JSON.parse(textOf(bytes.subarray(ends[index - 1] ?? 0, end))))),
    ),
  );
  await reader.close();
  await rm(dataFolder, { recursive: true });
  return batches.filter((records) => records.length > 0);
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
}
