/**
 * A made stream for tests of decisions: batches of the log as the functions see them, and the rows that the pipeline
 * makes of their purchases. Signals are given with the purchase, not computed.
 */
import { JsonTables } from '@millrace/engine/fold/json-tables.ts';
import type { EnrichedEvent } from '../../../src/functions/enrich/enriched-event.ts';
import { ScoreFold } from '../../../src/functions/score/score-fold.ts';
import { PIPELINE_SIGNAL_NAMES, PIPELINE_SIGNALS, type PipelineSignal } from '../../../src/functions/score/signals.ts';
import type { ShopEvent } from '../../../src/functions/shop-event.ts';
import type { ViewOutput } from '../../../src/functions/view-output.ts';
import { makeEvent, START_MS } from '../make-event.ts';

export type Measured = Partial<Record<PipelineSignal, number>>;

export interface Batch {
  readonly arrivalMs: number;
  readonly events: readonly ShopEvent[];
}

/** What goes into the fold, in one of many possible orders. */
export type Step =
  | { readonly kind: 'event'; readonly event: ShopEvent }
  | { readonly kind: 'time'; readonly arrivalMs: number }
  | { readonly kind: 'row'; readonly row: Readonly<Record<string, string | number | null>> };

export function enriched(event: ShopEvent): EnrichedEvent {
  return {
    event,
    visitor: event.userId ?? event.anonymousId,
    profile: null,
    product: null,
    category: event.category,
    country: event.country,
    region: event.region,
    deviceClass: 'unknown',
    bot: null,
    missing: [],
    priceDiffers: false,
  };
}

export function purchase(orderId: string, afterMs: number, given: Partial<ShopEvent> = {}): ShopEvent {
  return makeEvent({
    eventType: 'purchase',
    userId: 'ann',
    orderId,
    priceTenThousandths: 100_000,
    quantity: 1,
    ip: '203.0.113.1',
    receivedMs: START_MS + afterMs,
    ...given,
  });
}

export function control(eventType: ShopEvent['eventType'], afterMs: number, given: object): ShopEvent {
  const { orderId = null, status = null, ...properties } = given as Record<string, string | null>;
  const text = JSON.stringify(properties);
  return makeEvent({ eventType, orderId, status, properties: text, receivedMs: START_MS + afterMs });
}

/** The row of one line. Counts that are not given are 1, sums the line's own worth. */
export function rowOf(event: ShopEvent, measured: Measured = {}): Extract<Step, { kind: 'row' }> {
  const worth = (event.priceTenThousandths ?? 0) * (event.quantity ?? 1);
  const values = PIPELINE_SIGNAL_NAMES.map((name) => {
    const isMoney = PIPELINE_SIGNALS[name].kind === 'money';
    if (isMoney) return [name, (measured[name] ?? worth / 10_000).toFixed(4)];
    return [name, measured[name] ?? (name === 'accountAgeSeconds' ? null : 1)];
  });
  const receivedAt = new Date(event.receivedMs).toISOString();
  const plain = { eventId: event.eventId, orderId: event.orderId ?? event.eventId, receivedAt };
  return { kind: 'row', row: { ...plain, ...Object.fromEntries(values), usualValue: null } };
}

export function logSteps(batches: readonly Batch[]): readonly Step[] {
  return batches.flatMap(({ arrivalMs, events }) => [
    ...events.map((event) => ({ kind: 'event' as const, event })),
    { kind: 'time' as const, arrivalMs },
  ]);
}

export interface ScoreRun {
  readonly outputs: readonly ViewOutput[];
  readonly score: ScoreFold;
  readonly tables: JsonTables;
}

/** @param savedEvery after so many steps the state goes through JSON text. */
export function runSteps(steps: readonly Step[], savedEvery = Number.POSITIVE_INFINITY): ScoreRun {
  const outputs: ViewOutput[] = [];
  let tables = new JsonTables();
  let score = new ScoreFold(tables, { emit: (output) => outputs.push(output) });
  for (const [index, step] of steps.entries()) {
    if (step.kind === 'event') score.apply(enriched(step.event));
    else if (step.kind === 'time') score.time(step.arrivalMs);
    else score.row(step.row);
    if ((index + 1) % savedEvery !== 0) continue;
    tables = JsonTables.load(JSON.parse(JSON.stringify(tables.save())));
    score = new ScoreFold(tables, { emit: (output) => outputs.push(output) });
  }
  return { outputs, score, tables };
}

/** The rows of one view that the outputs leave, by key. */
export function rowsOf({ outputs }: Pick<ScoreRun, 'outputs'>, view: string) {
  const rows = new Map<string, NonNullable<ViewOutput['row']>>();
  for (const { view: name, key, row } of outputs) {
    if (name !== view) continue;
    if (row) rows.set(JSON.stringify(key), row);
    else rows.delete(JSON.stringify(key));
  }
  return [...rows.values()];
}
