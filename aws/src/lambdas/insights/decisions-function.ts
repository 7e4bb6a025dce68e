/** Decisions and alerts over the stream `insights`, in its one bucket `decisions`: what the runner is given. */
import type { AlertSettings } from '@millrace/shop/functions/alert/alert-settings.ts';
import type { EnrichedEvent } from '@millrace/shop/functions/enrich/enriched-event.ts';
import type { BucketFunction, StreamOutput } from '../../state/bucket-function.ts';
import { enrichedEventOf, isEnriched } from '../../stream/enriched-event.ts';
import { type EventRecord, eventRecordOf } from '../../stream/event-record.ts';
import { DECISION_VIEWS, type EventInsight, insightOf } from '../../stream/insight-record.ts';
import type { StreamRecord } from '../../stream/stream-record.ts';
import type { DecisionOutput } from './decision-output.ts';
import { DECISIONS_STATE_VERSION, type DecisionInput, DecisionsFold } from './decisions-fold.ts';

export interface DecisionsFunctionOptions {
  /** The defaults of one process when absent. */
  readonly alerts?: AlertSettings;
  deliver(outputs: readonly StreamOutput<DecisionOutput>[]): Promise<void>;
}

export const DECISIONS_FUNCTION = { name: 'decisions', stateVersion: DECISIONS_STATE_VERSION } as const;

export function decisionsFunction({
  alerts,
  deliver,
}: DecisionsFunctionOptions): BucketFunction<DecisionInput, DecisionOutput> {
  return {
    ...DECISIONS_FUNCTION,
    decode: decisionInputs,
    open: (tables, emit) => new DecisionsFold(tables, emit, alerts),
    deliver,
  };
}

/** @throws SyntaxError, TypeError for what is neither a row nor an event. */
export function decisionInputs(record: StreamRecord): readonly DecisionInput[] {
  const insight = insightOf(record.data);
  if (insight.kind === 'event') return eventInputs(insight, record.arrivedMs);
  const { view, row, deleted } = insight;
  return deleted || !DECISION_VIEWS.has(view) ? [] : [{ kind: 'row', view, row, arrivedMs: record.arrivedMs }];
}

function eventInputs({ event, bucket, putBack }: EventInsight, arrivedMs: number): readonly DecisionInput[] {
  const { at } = event;
  const record = eventRecordOf(event);
  if (typeof at !== 'string') throw new TypeError('the event has no place `at`');
  return [{ kind: 'event', enriched: enrichedOf(record), bucket, at, arrivedMs, ...(putBack && { putBack }) }];
}

/** A heartbeat only says the time: nothing is known of it. */
function enrichedOf(record: EventRecord): EnrichedEvent {
  if (isEnriched(record)) return enrichedEventOf(record);
  if (record.eventType !== 'heartbeat') throw new TypeError('the event has not been enriched');
  return enrichedEventOf({ ...record, enrichment: { deviceClass: 'unknown' } });
}
