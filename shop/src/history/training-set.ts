/** A training set: values of features as of each row's own moment, from past events. */
import type { Locate } from '../functions/enrich/place.ts';
import type { FeatureAnswer } from '../functions/features/feature-answer.ts';
import { FeatureHistory, type HistoryRequest, type HistoryStatus } from '../functions/features/feature-history.ts';
import type { EventHistory } from './event-history.ts';

export interface TrainingSet {
  /** By row of the request the answers by feature. */
  readonly answers: readonly (readonly FeatureAnswer<HistoryStatus>[])[];
  readonly keptFromMs: number | null;
  /** How many events were gone through. */
  readonly events: number;
}

/** Out of time: this share of what is kept was gone through. */
export interface UnfinishedSet {
  readonly share: number;
}

/** @param hasTime asked between pieces of the history. */
export async function trainingSet(
  request: HistoryRequest,
  { history, locate }: { readonly history: EventHistory; readonly locate: Locate },
  hasTime: () => boolean = () => true,
): Promise<TrainingSet | UnfinishedSet> {
  const features = new FeatureHistory(request, history.keptFromMs, locate);
  let events = 0;
  for await (const piece of history.pieces()) {
    for (const event of piece.events) {
      features.apply(event);
      if (features.nextMs === undefined) break;
      events += 1;
    }
    if (features.nextMs === undefined) break;
    if (!hasTime()) return { share: piece.share };
  }
  return { answers: features.answers(), keptFromMs: history.keptFromMs, events };
}
