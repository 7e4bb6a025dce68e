/** A view on an environment: in memory or in LMDB, the same code. Reading works in any thread. */
import type { Environment } from '../storage/environment.ts';
import { ViewRetention } from './view-retention.ts';
import type {
  ViewChange,
  ViewDefinition,
  ViewEntry,
  ViewKey,
  ViewRange,
  ViewReader,
  ViewWriter,
} from './view-store.ts';
import {
  decodeChange,
  decodeEntry,
  encodeChange,
  encodeEntry,
  feedKey,
  numberOfFeedKey,
  storeDefinition,
  storedDefinitions,
  type ViewTables,
  viewKey,
  viewTables,
  withPrefix,
} from './view-tables.ts';

export interface ViewOptions {
  /**
   * Rows whose time key is older than the newest row's by more than this are dropped, a few with each put and without
   * a change in the feed. The time is the first key column of a time type. Absent: rows stay until removed.
   */
  readonly retentionMs?: number;
}

class EnvironmentViewReader implements ViewReader {
  readonly definition: ViewDefinition;
  protected readonly tables: ViewTables;
  protected readonly prefix: Uint8Array;

  constructor(environment: Environment, definition: ViewDefinition) {
    this.definition = definition;
    this.tables = viewTables(environment);
    this.prefix = viewKey(definition.name, []);
  }

  get(key: ViewKey): ViewEntry | undefined {
    const bytes = this.tables.rows.get(this.rowKey(key));
    return bytes && decodeEntry(bytes);
  }

  range({ from, to, limit, reverse }: ViewRange): readonly ViewEntry[] {
    const whole = withPrefix(this.prefix);
    const range = {
      from: from ? this.rowKey(from) : this.prefix,
      to: to ? this.rowKey(to) : whole.to,
      reverse: reverse === true,
    };
    return this.tables.rows.scan(range, limit).map(([, bytes]) => decodeEntry(bytes));
  }

  changes(after: number, limit: number): readonly ViewChange[] {
    const range = { ...withPrefix(this.prefix), from: feedKey(this.prefix, after + 1) };
    const entries = this.tables.feed.scan(range, limit);
    return entries.map(([key, bytes]) => decodeChange(numberOfFeedKey(this.prefix, key), bytes));
  }

  lastChange(): number {
    const [newest] = this.tables.feed.keys({ ...withPrefix(this.prefix), reverse: true }, 1);
    return newest ? numberOfFeedKey(this.prefix, newest) : 0;
  }

  protected rowKey(key: ViewKey): Uint8Array {
    return viewKey(this.definition.name, key);
  }
}

/** Dropped at once when a feed has become shorter than it was. */
const MAX_TRIMMED_CHANGES = 1000;

class EnvironmentViewWriter extends EnvironmentViewReader implements ViewWriter {
  readonly #environment: Environment;
  readonly #retention: ViewRetention | undefined;
  /** The newest change's number, as the transaction `#knownIn` sees it. */
  #lastChange = 0;
  #knownIn = -1;

  constructor(environment: Environment, definition: ViewDefinition, options: ViewOptions) {
    super(environment, definition);
    this.#environment = environment;
    this.#retention =
      options.retentionMs === undefined ? undefined : new ViewRetention(definition, this.tables, options.retentionMs);
  }

  put(entry: ViewEntry): void {
    this.#beginTransaction();
    const key = this.rowKey(entry.key);
    this.tables.rows.put(key, encodeEntry(entry));
    this.#appendChange({ ...entry, deleted: false });
    this.#retention?.stored(entry.key, key);
  }

  /** A key that the view does not hold is no change. */
  remove(key: ViewKey): void {
    this.#beginTransaction();
    const entry = this.get(key);
    if (!entry) return;
    this.tables.rows.remove(this.rowKey(key));
    this.#appendChange({ ...entry, deleted: true });
    this.#retention?.removed(key);
  }

  #appendChange(change: Omit<ViewChange, 'number'>): void {
    const number = ++this.#lastChange;
    this.tables.feed.put(feedKey(this.prefix, number), encodeChange(change));
    const gone = number - this.#feedLength;
    if (gone > 0) this.tables.feed.remove(feedKey(this.prefix, gone));
  }

  /** What a transaction that failed had counted is forgotten: each one begins with what is stored. */
  #beginTransaction(): void {
    if (this.#knownIn === this.#environment.transactionCount) return;
    this.#knownIn = this.#environment.transactionCount;
    this.#lastChange = this.lastChange();
    this.#retention?.begin();
    const to = feedKey(this.prefix, Math.max(0, this.#lastChange - this.#feedLength + 1));
    for (const key of this.tables.feed.keys({ from: this.prefix, to }, MAX_TRIMMED_CHANGES)) {
      this.tables.feed.remove(key);
    }
  }

  /** The newest change always stays: it holds the numbering. */
  get #feedLength(): number {
    return Math.max(1, this.definition.feedLength);
  }
}

/**
 * Opens a view for the thread that runs the state store's transactions; outside a transaction. Remembers the
 * definition for openViewReader.
 * @throws MillraceError VIEW_RETENTION when a retention is asked for and no key column is a time.
 */
export function openViewWriter(
  environment: Environment,
  definition: ViewDefinition,
  options: ViewOptions = {},
): ViewWriter {
  const writer = new EnvironmentViewWriter(environment, definition, options);
  storeDefinition(environment, definition);
  return writer;
}

/** Opens a view that some thread writes, by name; undefined when there is none yet. */
export function openViewReader(environment: Environment, name: string): ViewReader | undefined {
  const definition = storedDefinitions(environment).find((stored) => stored.name === name);
  return definition && new EnvironmentViewReader(environment, definition);
}

/** Drops the rows and feeds of every view, for a rebuild. */
export function clearViews(environment: Environment): void {
  const { rows, feed, times } = viewTables(environment);
  environment.transaction(() => {
    for (const table of [rows, feed, times]) {
      for (const key of table.keys({}, Number.MAX_SAFE_INTEGER)) table.remove(key);
    }
  });
}
