/**
 * What people decide over others (lists, labels, cases, rules) goes through the log as control events; whoever sent it
 * waits until it has taken effect.
 */
import { randomUUID } from 'node:crypto';
import type { Collector } from '../events/collector.ts';
import type { EventInput } from '../events/event-schema.ts';
import type { FunctionHost } from '../function-runtime/function-host.ts';
import { nextCommit } from './until-committed.ts';

export interface ControlDeskParts {
  readonly functions: FunctionHost;
  readonly collector: Collector;
  /** Lets time pass in the log: a control event waits for the orders before it. */
  readonly moveOn: () => Promise<void>;
}

export type ControlFields = Pick<EventInput, 'eventType'> & Partial<EventInput>;

const PATIENCE_MS = 2_000;
/** Events that go into the log together. */
const EVENTS_AT_ONCE = 1_000;

export class ControlDesk {
  readonly #parts: ControlDeskParts;

  constructor(parts: ControlDeskParts) {
    this.#parts = parts;
  }

  /**
   * Appends the events, all of one type, which take effect in their order, and waits for the last of them.
   * @returns true when it was applied, false when the state that it met refused it, null when that is not known yet:
   * then it is in the log and takes its turn.
   */
  async send(events: readonly ControlFields[]): Promise<boolean | null> {
    const timestamp = new Date().toISOString();
    const values = events.map((event) => ({ ...event, eventId: `control-${randomUUID()}`, timestamp }));
    for (let start = 0; start < values.length; start += EVENTS_AT_ONCE) {
      const some = values.slice(start, start + EVENTS_AT_ONCE);
      const original = (index: number) => JSON.stringify(some[index]);
      await this.#parts.collector.collect({
        values: some,
        original,
        hasEscapes: true,
        source: 'api',
        mayControl: true,
      });
    }
    const last = values.at(-1);
    return last ? this.#applied(last.eventId) : true;
  }

  async #applied(eventId: string): Promise<boolean | null> {
    const { functions, moveOn } = this.#parts;
    const deadlineMs = performance.now() + PATIENCE_MS;
    for (;;) {
      const answer = await functions.ask('fraudApplied', { eventId });
      // Whoever reads the views after this finds it there.
      if (answer !== null) return functions.askSettled('fraudApplied', { eventId });
      if (performance.now() > deadlineMs) return null;
      // Orders before it wait for time to pass.
      await moveOn();
      await nextCommit(functions);
    }
  }
}
