/** All tables of the warehouse, written step by step from the log and the views of a data folder. One process at a time. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type LmdbLogReader, openLogReader } from '@millrace/engine/log/lmdb-log-reader.ts';
import type { Environment } from '@millrace/engine/storage/environment.ts';
import { openFunctionsEnvironment } from '../../function-runtime/function-store.ts';
import { openGroupStates } from '../../pipelines/group-states.ts';
import { lockDataFolder } from '../../server/data-folder-lock.ts';
import { DuckSession } from './duck-session.ts';
import { EventWriter } from './event-writer.ts';
import { type AskFeatures, FeatureSnapshots } from './feature-snapshots.ts';
import { HOUR_MS } from './hour-partition.ts';
import { Manifest, WAREHOUSE_FOLDER } from './manifest.ts';
import { deleteRetired, deleteUnlisted, dropOldHours } from './retired-files.ts';
import { ViewSource } from './view-source.ts';
import { ViewWriter } from './view-writer.ts';
import type { WarehouseSettings } from './warehouse-settings.ts';
import { type TableName, WAREHOUSE_TABLES } from './warehouse-tables.ts';

const DAY_MS = 24 * HOUR_MS;

/** Tables that are made of the view of the same name, and how far back a view is sure to have whole hours. */
const VIEW_REACH_MS: Partial<Record<TableName, number>> = {
  sessions: 7 * DAY_MS,
  revenue: 30 * DAY_MS,
  revenue_corrections: 90 * DAY_MS,
  decisions: 28 * DAY_MS,
  alerts: 60 * DAY_MS,
};

export interface WarehouseWriterOptions {
  readonly dataFolder: string;
  readonly settings: WarehouseSettings;
  /** Without it there are no snapshots of features. */
  readonly askFeatures?: AskFeatures;
  /** Epoch milliseconds; the machine's clock by default. */
  readonly now?: () => number;
}

export class WarehouseWriter {
  readonly manifest: Manifest;
  readonly events: EventWriter;
  readonly views: readonly ViewWriter[];
  readonly session: DuckSession;
  readonly #parts: OpenParts;
  readonly #snapshots: FeatureSnapshots | undefined;
  #droppedAtMs = 0;

  private constructor(parts: OpenParts) {
    const { manifest, session, log, environments, settings, askFeatures, now } = parts;
    const writer = { session, folder: manifest.folder };
    const { intervalMs } = settings;
    this.#parts = parts;
    this.manifest = manifest;
    this.session = session;
    this.events = new EventWriter({ writer, manifest, log, bounds: settings, now });
    this.#snapshots = askFeatures && new FeatureSnapshots({ writer, manifest, now }, askFeatures);
    this.views = Object.entries(VIEW_REACH_MS).map(([name, reachMs]) => {
      const table = WAREHOUSE_TABLES[name as TableName];
      const source = new ViewSource(name, environments);
      return new ViewWriter({ writer, manifest, source, table, intervalMs, reachMs, now });
    });
  }

  /** @throws MillraceError DATA_FOLDER_IN_USE while another process writes this warehouse, STORAGE_FAILED. */
  static async open({
    dataFolder,
    settings,
    askFeatures,
    now = Date.now,
  }: WarehouseWriterOptions): Promise<WarehouseWriter> {
    const folder = join(dataFolder, WAREHOUSE_FOLDER);
    mkdirSync(join(folder, 'work'), { recursive: true });
    const unlock = lockDataFolder(folder);
    try {
      const manifest = new Manifest(dataFolder);
      deleteUnlisted(manifest);
      const session = await DuckSession.open({
        spillFolder: join(folder, 'work', 'spill'),
        memoryMb: settings.memoryMb,
      });
      const environments = [...openGroupStates(dataFolder), openFunctionsEnvironment(dataFolder)];
      return new WarehouseWriter({
        manifest,
        session,
        log: openLogReader(dataFolder),
        environments,
        settings,
        askFeatures,
        now,
        unlock,
      });
    } catch (cause) {
      unlock();
      throw cause;
    }
  }

  /** Writes what has become due. False when there was nothing to do. */
  async step(): Promise<boolean> {
    let moved = await this.events.step();
    for (const view of this.views) moved = (await view.step(this.events.arrivalMs)) || moved;
    await this.#snapshots?.step(this.events.arrivalMs);
    this.#tidy();
    return moved;
  }

  /** Writes and settles everything that the log and the views have got, but for the segment that is not complete. */
  async finish(): Promise<void> {
    while (await this.step());
    for (const view of this.views) {
      await view.flush();
      await view.settle(Number.POSITIVE_INFINITY);
    }
  }

  async close(): Promise<void> {
    this.session.close();
    for (const environment of this.#parts.environments) await environment.close();
    await this.#parts.log.close();
    await this.manifest.close();
    this.#parts.unlock();
  }

  /** Once for each hour of the log's time: so what is dropped depends on the log, too. */
  #tidy(): void {
    const { settings, now } = this.#parts;
    deleteRetired(this.manifest, now() - settings.graceMs);
    const hour = Math.floor(this.events.arrivalMs / HOUR_MS);
    if (hour === this.#droppedAtMs) return;
    this.#droppedAtMs = hour;
    dropOldHours(this.manifest, hour * HOUR_MS - settings.retentionMs, now());
  }
}

interface OpenParts {
  readonly manifest: Manifest;
  readonly session: DuckSession;
  readonly log: LmdbLogReader;
  readonly environments: readonly Environment[];
  readonly settings: WarehouseSettings;
  readonly askFeatures: AskFeatures | undefined;
  readonly now: () => number;
  readonly unlock: () => void;
}
