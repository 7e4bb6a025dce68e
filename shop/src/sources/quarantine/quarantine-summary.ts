/**
 * How many quarantined events a filter means, and of which kinds: asked before many are mended, tried again or dropped, and
 * every few seconds by each page that shows them. Entries are gone through once, a step at a time, so that events are
 * collected meanwhile; from then on only those that have come since are counted, until one that was there is tried or dropped.
 */
import { setImmediate as turn } from 'node:timers/promises';
import type { Quarantine } from '../../events/quarantine.ts';
import type { QuarantineEntry } from '../../events/quarantine-entry.ts';
import { eventTypeOf, type QuarantineFilter, quarantineMatcher } from '../../events/quarantine-filter.ts';

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
/** Filters whose counts are kept: those that were asked for last. */
const MOST_KEPT = 16;

/** What a filter's entries came to, and how far it goes. */
interface Counted {
  readonly revision: number | undefined;
  readonly tally: Tally;
  readonly complete: boolean;
  /** The number of the newest entry that was gone through. */
  through: number;
}

type Counting = Pick<Quarantine, 'page' | 'list' | 'newest' | 'revision'>;

export class QuarantineSummaries {
  readonly #quarantine: Counting;
  /** By filter, those that were asked for last at the end. Whoever asks meanwhile waits for the same. */
  readonly #kept = new Map<string, Promise<Counted>>();

  constructor(quarantine: Counting) {
    this.#quarantine = quarantine;
  }

  async of(filter: QuarantineFilter): Promise<QuarantineSummary> {
    const key = JSON.stringify({ ...filter, numbers: filter.numbers && [...filter.numbers] });
    const before = this.#kept.get(key);
    const counted = this.#upToDate(before, filter);
    this.#keep(key, counted);
    const { tally, complete } = await counted;
    return tally.summary(complete);
  }

  #keep(key: string, counted: Promise<Counted>): void {
    this.#kept.delete(key);
    this.#kept.set(key, counted);
    counted.catch(() => this.#kept.delete(key));
    for (const oldest of this.#kept.keys()) if (this.#kept.size > MOST_KEPT) this.#kept.delete(oldest);
  }

  async #upToDate(before: Promise<Counted> | undefined, filter: QuarantineFilter): Promise<Counted> {
    const { revision } = this.#quarantine;
    const counted = await before;
    if (counted === undefined || revision === undefined || counted.revision !== revision || counted.tally.isLong)
      return this.#countAll(filter);
    await this.#countNewer(counted, filter);
    return counted;
  }

  /** What changes meanwhile is seen or not; the revision was read before, so that the next time it is counted anew. */
  async #countAll(filter: QuarantineFilter): Promise<Counted> {
    const { revision, newest: through } = this.#quarantine;
    const tally = new Tally();
    let next: number | undefined = through + 1;
    while (next !== undefined && tally.entries < MOST_COUNTED) {
      const page = this.#quarantine.page(filter, next, STEP, 'newest');
      for (const entry of page.entries) tally.add(entry);
      next = page.next;
      await turn();
    }
    return { revision, tally, complete: next === undefined, through };
  }

  async #countNewer(counted: Counted, filter: QuarantineFilter): Promise<void> {
    const matches = quarantineMatcher(filter);
    for (;;) {
      const entries = this.#quarantine.list(counted.through, STEP);
      for (const entry of entries) if (matches(entry)) counted.tally.add(entry);
      counted.through = entries.at(-1)?.number ?? counted.through;
      if (entries.length < STEP) return;
      await turn();
    }
  }
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
    this.#newest = Math.max(this.#newest ?? 0, entry.number);
    if (entry.outcome === 'quarantined') this.#open++;
    count(this.#codes, entry.code);
    count(this.#sources, entry.source);
    count(this.#types, eventTypeOf(entry) ?? NO_TYPE);
  }

  /** Too many kinds to keep. */
  get isLong(): boolean {
    return this.#types.size > MOST_COUNTED;
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
