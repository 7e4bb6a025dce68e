/** How many events of each type were handed to the log since the start. */
import { EVENT_TYPES } from './event-types.ts';

export class TypeCounts {
  /** An object a type, so that counting an event is one look-up and one addition. */
  readonly #byType = new Map<string, { events: number }>(EVENT_TYPES.map((type) => [type, { events: 0 }]));

  add(type: string): void {
    const count = this.#byType.get(type);
    if (count !== undefined) count.events += 1;
  }

  counts(): ReadonlyMap<string, number> {
    return new Map(Array.from(this.#byType, ([type, { events }]) => [type, events]));
  }
}
