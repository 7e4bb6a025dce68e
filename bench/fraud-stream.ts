/**
 * Purchases through the real path: the collector's screening and record, the log, `fraud.sql`, and the functions, with
 * all state on disk. Only HTTP and the waiting for real time are left out: each event arrives at its own time.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLogWriter } from '../engine/src/log/lmdb-log-writer.ts';
import { openLogPipeline } from '../engine/src/runtime/log-pipeline.ts';
import { BatchRecords } from '../shop/src/events/batch-records.ts';
import { eventRecord } from '../shop/src/events/event-record.ts';
import type { EventInput } from '../shop/src/events/event-schema.ts';
import { formatInstant } from '../shop/src/events/instant.ts';
import { PARTITION_COUNT, partitionOf } from '../shop/src/events/partition-of.ts';
import { screenEvent } from '../shop/src/events/screen-event.ts';
import { FunctionPipeline } from '../shop/src/function-runtime/function-pipeline.ts';
import type { Signals } from '../shop/src/functions/score/signals.ts';
import type { ViewOutput } from '../shop/src/functions/view-output.ts';
import { embeddedScripts, stateFolderOf } from '../shop/src/pipelines/pipeline-groups.ts';
import type { Purchase } from './purchase-file.ts';

export interface DecidedPurchase {
  readonly orderId: string;
  readonly atMs: number;
  readonly isFraud: boolean;
  readonly outcome: string;
  readonly score: number;
  readonly codes: readonly string[];
  readonly signals: Signals;
}

interface Arrival {
  readonly atMs: number;
  readonly event: EventInput;
}

/** Events between two looks at the pipeline: its feed must not lose any. */
const CHUNK = 2_000;
const HEARTBEAT_MS = 1_000;

/** One decision a purchase, in the order of arrival. */
export async function streamPurchases(purchases: readonly Purchase[]): Promise<readonly DecidedPurchase[]> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'millrace-fraud-'));
  const log = openLogWriter(dataFolder, PARTITION_COUNT);
  const scripts = embeddedScripts().filter(({ file }) => /tables|fraud\.sql$/.test(file));
  const { pipeline, close } = openLogPipeline({ dataFolder, scripts, stateFolder: stateFolderOf('decisions') });
  const functions = new FunctionPipeline({ dataFolder });
  const rows: ViewOutput[] = [];
  const catchUp = async () => {
    while ((await pipeline.step()) !== 'idle');
    for (let step = functions.step(); step.status !== 'idle' || step.outputs.length > 0; step = functions.step()) {
      rows.push(...step.outputs.filter(({ view }) => view === 'decisions'));
    }
  };
  const arrivals = arrivalsOf(purchases);
  for (let start = 0; start < arrivals.length; start += CHUNK) {
    await Promise.all(
      arrivals.slice(start, start + CHUNK).map(({ atMs, event }) => log.append(atMs, records(event, atMs))),
    );
    await catchUp();
  }
  await log.append((arrivals.at(-1)?.atMs ?? 0) + HEARTBEAT_MS, []);
  await catchUp();
  await functions.close();
  await close();
  await log.close();
  rmSync(dataFolder, { recursive: true });
  return decidedPurchases(purchases, rows);
}

function arrivalsOf(purchases: readonly Purchase[]): readonly Arrival[] {
  return purchases.flatMap((purchase) => [signup(purchase), order(purchase)]).sort((a, b) => a.atMs - b.atMs);
}

function signup({ userId, signupMs, signupArrivalMs }: Purchase): Arrival {
  const createdAt = new Date(signupMs).toISOString();
  const plain = { eventId: `signup-${userId}`, userId, eventType: 'identify' as const };
  return { atMs: signupArrivalMs, event: { ...plain, timestamp: createdAt, properties: { createdAt } } };
}

function order({ orderId, userId, arrivalMs, value, deviceId, ip }: Purchase): Arrival {
  const plain = { eventId: orderId, orderId, userId, eventType: 'purchase' as const, price: value, quantity: 1, ip };
  const timestamp = new Date(arrivalMs).toISOString();
  return { atMs: arrivalMs, event: { ...plain, timestamp, properties: { deviceId } } };
}

function records(event: EventInput, receivedMs: number) {
  const screened = screenEvent(event, { hasEscapes: false, sizeBytes: () => 0 }, { receivedMs });
  if (screened.code !== undefined) throw new Error(`${event.eventId}: ${screened.message}`);
  const batch = new BatchRecords();
  batch.push(partitionOf(screened.event), eventRecord(screened, formatInstant(receivedMs)));
  return batch.records();
}

function decidedPurchases(purchases: readonly Purchase[], rows: readonly ViewOutput[]): readonly DecidedPurchase[] {
  const byOrder = new Map(rows.map(({ row }) => [String(row?.orderId), row]));
  return purchases.map(({ orderId, arrivalMs, isFraud }) => {
    const row = byOrder.get(orderId);
    if (!row) throw new Error(`the order ${orderId} was not decided`);
    return {
      orderId,
      atMs: arrivalMs,
      isFraud,
      outcome: String(row.outcome),
      score: Number(row.score),
      codes: JSON.parse(String(row.reasons)).map(({ code }: { readonly code: string }) => code),
      signals: JSON.parse(String(row.signals)),
    };
  });
}
