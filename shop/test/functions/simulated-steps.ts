/** A simulated shop's log, as the functions are given it: events and arrival times, and rows of the pipelines. */
import { openLogReader } from '@millrace/engine/log/lmdb-log-reader.ts';
import type { ViewRow } from '@millrace/engine/views/view-store.ts';
import { writeSimulatedLog } from '../../../bench/simulated-log.ts';
import { eventDecoder } from '../../src/function-runtime/event-decoder.ts';
import type { EventFunctions } from '../../src/functions/event-functions.ts';
import type { ShopEvent } from '../../src/functions/shop-event.ts';
import { logBatches } from '../sources/log-batches.ts';
import { rowOf } from './score/made-shop.ts';

export type Step =
  | { readonly kind: 'event'; readonly event: ShopEvent }
  | { readonly kind: 'time'; readonly arrivalMs: number }
  | { readonly kind: 'row'; readonly view: string; readonly row: ViewRow }
  | { readonly kind: 'sample'; readonly atMs: number };

const EVENTS_PER_SECOND = 200;
const SAMPLE_EVERY_MS = 1_000;

export async function simulateLog(dataFolder: string, events: number): Promise<void> {
  await writeSimulatedLog({ dataFolder, events, eventsPerSecond: EVENTS_PER_SECOND, users: 400, products: 150 });
}

/** What a log holds, step by step, without what comes from anywhere else. */
export async function stepsOfLog(dataFolder: string): Promise<readonly Step[]> {
  const reader = openLogReader(dataFolder);
  const decode = eventDecoder();
  const steps: Step[] = [];
  for (const { slices, arrivalMs } of logBatches(reader)) {
    for (const { bytes, ends } of slices) {
      for (let index = 0; index < ends.length; index++) {
        const event = decode(bytes, ends[index - 1] ?? 0, ends[index] ?? 0);
        if (event) steps.push({ kind: 'event', event });
      }
    }
    steps.push({ kind: 'time', arrivalMs });
  }
  await reader.close();
  return steps;
}

/** Each purchase is followed by its row of `fraud_scores`, now and then a bad one; and every second by a sample. */
export function withPipelines(steps: readonly Step[]): readonly Step[] {
  let sampledMs = 0;
  return steps.flatMap((step, index): readonly Step[] => {
    if (step.kind === 'event') return [step];
    if (step.kind !== 'time') return [step];
    const batchFrom = steps.findLastIndex(({ kind }, before) => before < index && kind === 'time') + 1;
    const rows = steps.slice(batchFrom, index).flatMap((before): readonly Step[] => {
      if (before.kind !== 'event' || before.event.eventType !== 'purchase') return [];
      const { row } = rowOf(before.event, before.event.quantity === 1 ? {} : { ipOrders5m: 9, ipUsers1h: 12 });
      return [{ kind: 'row', view: 'fraud_scores', row }];
    });
    if (step.arrivalMs - sampledMs < SAMPLE_EVERY_MS) return [step, ...rows];
    sampledMs = step.arrivalMs;
    return [step, ...rows, { kind: 'sample', atMs: step.arrivalMs }];
  });
}

export function takeStep(functions: EventFunctions, step: Step): void {
  switch (step.kind) {
    case 'event':
      functions.onEvent(step.event);
      return;
    case 'time':
      functions.onTime(step.arrivalMs);
      return;
    case 'row':
      functions.onRow(step.view, step.row, false);
      return;
    case 'sample':
      functions.onSample({
        atMs: step.atMs,
        running: true,
        lagMs: 10,
        watermarkMs: step.atMs - 10_000,
        events: 1_000,
        lateShare: 0.01,
        quarantineShare: step.atMs % 7_000 < 1_000 ? 0.5 : 0,
        diskFreeShare: 0.5,
      });
  }
}
