/**
 * How many quarantined events a filter means, and of which kinds: asked before many are mended, tried again or dropped.
 * Entries are gone through a step at a time, so that events are collected meanwhile.
 */
import { setImmediate as turn } from 'node:timers/promises';
import type { Quarantine, QuarantineEntry } from '../../events/quarantine.ts';
import { eventTypeOf, type QuarantineFilter } from '../../events/quarantine-filter.ts';

/** Entries with one value, most first. */
export interface Share {
  readonly name: string;
  readonly entries: number;
}

export interface QuarantineSummary {
  readonly entries: number;
  /** Those of them that are still bad. */
  readonly open: number;
  readonly codes: readonly Share[];
  readonly sources: readonly Share[];
  /** By the type that an event says it has; `-` for those that say none. */
  readonly types: readonly Share[];
  /** False when there are so many that the oldest were not looked at. */
  readonly complete: boolean;
  /** The number of the newest of them; null when there is none. */
  readonly newest: number | null;
}

const STEP = 500;
/** Two seconds' work or so. */
const MOST_COUNTED = 100_000;
/** A sender may write anything into a type. */
const MOST_SHARES = 30;
const NO_TYPE = '-';

export async function summarise(
  quarantine: Pick<Quarantine, 'page'>,
  filter: QuarantineFilter,
): Promise<QuarantineSummary> {
  const tally = new Tally();
  let next: number | undefined = 0;
  while (next !== undefined && tally.entries < MOST_COUNTED) {
    const page = quarantine.page(filter, next, STEP, 'newest');
    for (const entry of page.entries) tally.add(entry);
    next = page.next;
    await turn();
  }
  return tally.summary(next === undefined);
}

class Tally {
  entries = 0;
  #newest: number | null = null;
  #open = 0;
  readonly #codes = new Map<string, number>();
  readonly #sources = new Map<string, number>();
  readonly #types = new Map<string, number>();

  add(entry: QuarantineEntry): void {
    this.entries++;
    this.#newest ??= entry.number;
    if (entry.outcome === 'quarantined') this.#open++;
    count(this.#codes, entry.code);
    count(this.#sources, entry.source);
    count(this.#types, eventTypeOf(entry) ?? NO_TYPE);
  }

  summary(complete: boolean): QuarantineSummary {
    return {
      entries: this.entries,
      open: this.#open,
      codes: shares(this.#codes),
      sources: shares(this.#sources),
      types: shares(this.#types),
      complete,
      newest: this.#newest,
    };
  }
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

function shares(counts: ReadonlyMap<string, number>): readonly Share[] {
  return Array.from(counts, ([name, entries]) => ({ name, entries }))
    .sort((a, b) => b.entries - a.entries || (a.name < b.name ? -1 : 1))
    .slice(0, MOST_SHARES);
}
