/**
 * How many quarantined events there are, by code and source, kept beside them: counting a month of entries at each start
 * would take too long. Changes go into the commits of the entries themselves.
 */
import type { LogSettings } from '@millrace/engine/log/log-settings.ts';
import type { CommitJob } from '@millrace/engine/storage/group-commit.ts';

export interface QuarantineCount {
  readonly code: string;
  readonly source: string;
  /** Entries that are still bad. */
  readonly open: number;
  /** Entries of which a later try went in. */
  readonly settled: number;
}

/** What is counted of an entry. */
export interface CountedEntry {
  readonly code: string;
  readonly source: string;
  readonly outcome: string;
}

const KEY = 'counts';
const REVISION = 'revision';

export class QuarantineCounts {
  readonly #settings: LogSettings;

  constructor(settings: LogSettings) {
    this.#settings = settings;
  }

  /** False in a data folder from before there were counts. */
  get isKept(): boolean {
    return this.#settings.get(KEY) !== undefined;
  }

  list(): readonly QuarantineCount[] {
    const text = this.#settings.get(KEY);
    return typeof text === 'string' ? JSON.parse(text) : [];
  }

  /** Another number once an entry that was there has changed or gone; entries that are added do not count. */
  get revision(): number {
    return Number(this.#settings.get(REVISION) ?? 0);
  }

  /** Counts everything anew. */
  async set(entries: Iterable<CountedEntry>): Promise<void> {
    await this.#settings.put(KEY, JSON.stringify(changed([], entries, 1)));
  }

  /** Runs within the commit: it reads what commits before it have left. */
  job(added: readonly CountedEntry[], removed: readonly CountedEntry[]): CommitJob {
    const run = () => {
      const counts = changed(changed(this.list(), added, 1), removed, -1);
      this.#settings.putJob(KEY, JSON.stringify(counts)).run();
      if (removed.length > 0) this.#settings.putJob(REVISION, this.revision + 1).run();
    };
    return { bytes: 0, run };
  }
}

function changed(
  before: readonly QuarantineCount[],
  entries: Iterable<CountedEntry>,
  by: 1 | -1,
): readonly QuarantineCount[] {
  const counts = new Map(before.map((count) => [`${count.code}\0${count.source}`, { ...count }]));
  for (const { code, source, outcome } of entries) {
    const key = `${code}\0${source}`;
    const count = counts.get(key) ?? { code, source, open: 0, settled: 0 };
    counts.set(key, count);
    if (outcome === 'quarantined') count.open += by;
    else count.settled += by;
  }
  return [...counts.values()].filter(({ open, settled }) => open > 0 || settled > 0);
}
