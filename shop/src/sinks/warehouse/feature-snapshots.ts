/**
 * Once an hour is over, asks the functions for the features of everyone who was active in it, and files a row for each.
 *
 * The values are those of the moment of the asking, which each row tells: they cannot be asked for later. So an hour that is
 * long over when it is looked at, as after a downtime, has no snapshot, and a replay leaves those that there are.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { FeatureVector } from '../../functions/features/feature-answer.ts';
import { CLOSES_AFTER_MS } from './due-merges.ts';
import { HOUR_MS, hourOf } from './hour-partition.ts';
import type { Manifest } from './manifest.ts';
import type { FileWriter } from './parquet-file.ts';
import { readFiles } from './read-files.ts';
import { RecordLines } from './record-lines.ts';
import { writeLines } from './staged-rows.ts';
import { columnName, SNAPSHOT_FEATURES } from './warehouse-feature-columns.ts';
import { WAREHOUSE_TABLES } from './warehouse-tables.ts';

/** Values of SNAPSHOT_FEATURES, in their order, for these users as of a moment in epoch milliseconds. */
export type AskFeatures = (users: readonly string[], nowMs: number) => Promise<readonly FeatureVector[]>;

const TABLE = WAREHOUSE_TABLES.features;
/** Beyond this the values would say little of the hour. */
const LATEST_MS = 2 * HOUR_MS;
/** Small, so that no other question waits long behind one of these. */
const USERS_PER_QUESTION = 100;
/** Of the functions' time, these questions take one part in so many. */
const SHARE = 10;

interface SnapshotParts {
  readonly writer: FileWriter;
  readonly manifest: Manifest;
  readonly now: () => number;
}

interface Collected {
  readonly hourMs: number;
  readonly lines: RecordLines;
}

export class FeatureSnapshots {
  readonly #parts: SnapshotParts;
  readonly #ask: AskFeatures;
  /** The newest hour that has been looked at. */
  #hourMs: number;
  #collecting = false;
  #collected: Collected | undefined;

  constructor(parts: SnapshotParts, ask: AskFeatures) {
    this.#parts = parts;
    this.#ask = ask;
    this.#hourMs = parts.manifest.position(TABLE.name)?.hourMs ?? 0;
  }

  /** Looks at hours that are over by `arrivalMs`, the log's time, one after the other; writes what has been answered. */
  async step(arrivalMs: number): Promise<void> {
    if (this.#collected) await this.#write(this.#collected);
    if (this.#collecting) return;
    const hourMs = hourOf(arrivalMs - HOUR_MS - CLOSES_AFTER_MS);
    if (hourMs <= this.#hourMs || this.#parts.now() > hourMs + HOUR_MS + LATEST_MS) return;
    this.#collecting = true;
    const users = await this.#activeUsers(hourMs);
    // Beside the steps: the functions are asked slowly.
    void this.#collect(hourMs, users).finally(() => {
      this.#collecting = false;
    });
  }

  async #activeUsers(hourMs: number): Promise<readonly string[]> {
    const { writer, manifest } = this.#parts;
    const files = manifest.files('events', hourMs);
    if (files.length === 0) return [];
    const rows = await writer.session.rows(
      `SELECT DISTINCT coalesce(user_id, anonymous_id) AS visitor FROM ${readFiles(WAREHOUSE_TABLES.events, files, writer.folder)}
       WHERE coalesce(user_id, anonymous_id) IS NOT NULL ORDER BY visitor`,
    );
    return rows.map(([visitor]) => String(visitor));
  }

  /** An hour whose questions fail is asked about again. */
  async #collect(hourMs: number, users: readonly string[]): Promise<void> {
    const lines = new RecordLines();
    try {
      for (let from = 0; from < users.length; from += USERS_PER_QUESTION) {
        const asked = users.slice(from, from + USERS_PER_QUESTION);
        const nowMs = this.#parts.now();
        const began = performance.now();
        addRows(lines, { hourMs, nowMs, users: asked, vectors: await this.#ask(asked, nowMs) });
        await pause((performance.now() - began) * (SHARE - 1));
      }
      this.#collected = { hourMs, lines };
    } catch {
      await pause(HOUR_MS / 60);
    }
  }

  async #write({ hourMs, lines }: Collected): Promise<void> {
    const { writer, manifest, now } = this.#parts;
    this.#collected = undefined;
    const added = await writeLines(writer, TABLE, lines, { first: 0, last: 0 });
    manifest.commit({ added, positions: { [TABLE.name]: { hourMs } } }, now());
    this.#hourMs = hourMs;
  }
}

interface Answered {
  readonly hourMs: number;
  readonly nowMs: number;
  readonly users: readonly string[];
  readonly vectors: readonly FeatureVector[];
}

/** Who is not known, such as a machine, has no row. */
function addRows(lines: RecordLines, { hourMs, nowMs, users, vectors }: Answered): void {
  for (const [place, user] of users.entries()) {
    if (vectors.every(({ statuses }) => statuses[place] === 'NOT_FOUND')) continue;
    const values = SNAPSHOT_FEATURES.map(({ name }, feature) => {
      const value = vectors[feature]?.values[place] ?? null;
      return [columnName(name), typeof value === 'object' && value !== null ? JSON.stringify(value) : value];
    });
    const times = { active_hour: new Date(hourMs).toISOString(), as_of: new Date(nowMs).toISOString() };
    lines.addRow({ user_id: user, ...times, ...Object.fromEntries(values) });
  }
}
