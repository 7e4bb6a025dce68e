/** Adds up what has left since it was asked last: for the metrics of a batch. */
export type DeliveredCounts = Readonly<Record<'enriched' | 'messages' | 'duplicates', number>>;

export class DeliveredTally {
  #counts: DeliveredCounts = NOTHING;

  add(counts: DeliveredCounts): void {
    const { enriched, messages, duplicates } = this.#counts;
    this.#counts = {
      enriched: enriched + counts.enriched,
      messages: messages + counts.messages,
      duplicates: duplicates + counts.duplicates,
    };
  }

  take(): DeliveredCounts {
    const counts = this.#counts;
    this.#counts = NOTHING;
    return counts;
  }
}

const NOTHING: DeliveredCounts = { enriched: 0, messages: 0, duplicates: 0 };
