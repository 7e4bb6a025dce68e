/** The functions of the shop over tables in memory, and short ways to send events and to ask about visits. */
import { JsonTables } from '@millrace/engine/fold/json-tables.ts';
import { openEventFunctions, type Questions } from '../../../src/functions/event-functions.ts';
import type { ShopEvent } from '../../../src/functions/shop-event.ts';
import type { VisitFilter } from '../../../src/functions/visits/listed-visit.ts';
import { makeEvent } from '../make-event.ts';

export const START_MS = Date.UTC(2026, 0, 15, 10);
export const MINUTE_MS = 60_000;

export class VisitWorld {
  #tables = new JsonTables();
  #functions = openEventFunctions(this.#tables, () => undefined);

  /** At so many minutes. */
  at(minute: number, given: Partial<ShopEvent>): void {
    const timestampMs = given.timestampMs ?? START_MS + minute * MINUTE_MS;
    this.#functions.onEvent(makeEvent({ receivedMs: START_MS + minute * MINUTE_MS, ...given, timestampMs }));
  }

  ask<Name extends 'openVisits' | 'visitor' | 'paths'>(name: Name, request: Questions[Name][0]): Questions[Name][1] {
    return this.#functions.answer(name, request) as Questions[Name][1];
  }

  open(minute: number, filter: VisitFilter = {}, limit = 100) {
    return this.ask('openVisits', { atMs: START_MS + minute * MINUTE_MS, filter, limit });
  }

  visitor(name: string, minute: number) {
    return this.ask('visitor', { name, atMs: START_MS + minute * MINUTE_MS });
  }

  /** Everything by way of text: what a commit and a start do. */
  saveAndLoad(): void {
    this.#tables = JsonTables.load(JSON.parse(JSON.stringify(this.#tables.save())));
    this.#functions = openEventFunctions(this.#tables, () => undefined);
  }

  get text(): string {
    return JSON.stringify(this.#tables.save());
  }
}
