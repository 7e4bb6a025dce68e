/**
 * Values of features as of moments in the past: the events are gone through again, by the same functions in the same order,
 * and each row is answered when everything that had arrived by its moment is in, and nothing else.
 */
import { JsonTables } from '@millrace/engine/fold/json-tables.ts';
import { enrich } from '../enrich/enrich.ts';
import type { Locate } from '../enrich/place.ts';
import type { ShopEvent } from '../shop-event.ts';
import { type EntityRow, type FeatureAnswer, type FeatureStatus, featureAt } from './feature-answer.ts';
import type { FeatureDefinition, Moment } from './feature-definition.ts';
import { featureNamed } from './feature-definitions.ts';
import { featuresFold, featureTables } from './features-fold.ts';

/**
 * PARTIAL: what is kept of the events gives this value, but it depends on earlier ones too, which are no longer kept.
 * OUTSIDE_LOG: the moment itself lies before everything that is kept.
 */
export type HistoryStatus = FeatureStatus | 'PARTIAL' | 'OUTSIDE_LOG';

/** Who, and as of when in epoch milliseconds. */
export interface HistoryRow extends EntityRow {
  readonly atMs: number;
}

export interface HistoryRequest {
  readonly features: readonly string[];
  readonly rows: readonly HistoryRow[];
}

export class FeatureHistory {
  readonly #definitions: readonly FeatureDefinition[];
  /** The numbers of the rows, by their moment. */
  readonly #order: readonly number[];
  readonly #rows: readonly HistoryRow[];
  readonly #keptFromMs: number | null;
  readonly #moment: Moment['tables'];
  readonly #enrichment: { apply(event: ShopEvent): void };
  readonly #answers: (readonly FeatureAnswer<HistoryStatus>[])[];
  #answered = 0;

  /** @param keptFromMs arrival time from which on every event will come; null when none is missing at all. */
  constructor({ features, rows }: HistoryRequest, keptFromMs: number | null, locate: Locate) {
    const tables = new JsonTables();
    const fold = featuresFold.open(tables, () => undefined);
    this.#enrichment = enrich(locate).open(tables, (event) => fold.apply(event));
    this.#moment = featureTables(tables);
    this.#definitions = features.flatMap((name) => featureNamed(name) ?? []);
    this.#rows = rows;
    this.#keptFromMs = keptFromMs;
    this.#order = rows.map((_, number) => number).sort((a, b) => this.#atMs(a) - this.#atMs(b));
    this.#answers = rows.map(() => []);
  }

  /** The moment of the next row to be answered; undefined when all have been. Later events change nothing. */
  get nextMs(): number | undefined {
    const number = this.#order[this.#answered];
    return number === undefined ? undefined : this.#atMs(number);
  }

  /** The next event of the log, in log order. */
  apply(event: ShopEvent): void {
    while ((this.nextMs ?? Number.POSITIVE_INFINITY) < event.receivedMs) this.#answerNext();
    this.#enrichment.apply(event);
  }

  /** When there are no more events: by row, in the order of the request, the answers by feature. */
  answers(): readonly (readonly FeatureAnswer<HistoryStatus>[])[] {
    while (this.nextMs !== undefined) this.#answerNext();
    return this.#answers;
  }

  #answerNext(): void {
    const number = this.#order[this.#answered] ?? 0;
    const row = this.#rows[number];
    this.#answered += 1;
    if (row) this.#answers[number] = this.#definitions.map((definition) => this.#answer(definition, row));
  }

  #answer(definition: FeatureDefinition, row: HistoryRow): FeatureAnswer<HistoryStatus> {
    const keptFromMs = this.#keptFromMs ?? Number.NEGATIVE_INFINITY;
    if (row.atMs < keptFromMs) return { value: null, status: 'OUTSIDE_LOG', eventMs: 0 };
    const answer = featureAt(definition, row, { nowMs: row.atMs, tables: this.#moment });
    const reachesMs = definition.reachMs === null ? Number.NEGATIVE_INFINITY : row.atMs - definition.reachMs;
    return reachesMs < keptFromMs ? { ...answer, status: 'PARTIAL' } : answer;
  }

  #atMs(number: number): number {
    return this.#rows[number]?.atMs ?? 0;
  }
}
