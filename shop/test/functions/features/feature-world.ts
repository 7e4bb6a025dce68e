/** The fold over tables in memory, and short ways to ask it. */
import { JsonTables } from '@millrace/engine/fold/json-tables.ts';
import type { EnrichedEvent } from '../../../src/functions/enrich/enriched-event.ts';
import { type EntityRow, type FeatureAnswer, featureAt } from '../../../src/functions/features/feature-answer.ts';
import { FEATURES, featureNamed } from '../../../src/functions/features/feature-definitions.ts';
import { featuresFold, featureTables } from '../../../src/functions/features/features-fold.ts';

export class FeatureWorld {
  #tables = new JsonTables();
  #fold = featuresFold.open(this.#tables, () => undefined);

  static of(events: readonly EnrichedEvent[]): FeatureWorld {
    const world = new FeatureWorld();
    for (const event of events) world.apply(event);
    return world;
  }

  apply(event: EnrichedEvent): void {
    this.#fold.apply(event);
  }

  /** Everything by way of text: what a commit and a start do. */
  saveAndLoad(): void {
    this.#tables = JsonTables.load(JSON.parse(JSON.stringify(this.#tables.save())));
    this.#fold = featuresFold.open(this.#tables, () => undefined);
  }

  get saved() {
    return this.#tables.save();
  }

  answer(name: string, row: EntityRow, nowMs: number): FeatureAnswer {
    const definition = featureNamed(name);
    if (definition === undefined) throw new RangeError(`there is no feature ${name}`);
    return featureAt(definition, row, { nowMs, tables: featureTables(this.#tables) });
  }

  /** Every feature for a shopper and a product. */
  all(row: EntityRow, nowMs: number): Readonly<Record<string, FeatureAnswer>> {
    return Object.fromEntries(FEATURES.map(({ name }) => [name, this.answer(name, row, nowMs)]));
  }
}
