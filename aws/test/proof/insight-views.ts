/** Follows the stream of insights and keeps the last row of each key, as whoever makes tables of it does. */
import { setTimeout as sleep } from 'node:timers/promises';
import { GetRecordsCommand, GetShardIteratorCommand, type KinesisClient } from '@aws-sdk/client-kinesis';
import type { ViewRow } from '@millrace/engine/views/view-store.ts';
import { insightOf } from '../../src/stream/insight-record.ts';
import type { Views } from './one-process-side.ts';

const PAUSE_MS = 250;

export class InsightViews {
  /** How many records have come, repeats included. */
  records = 0;
  lastAtMs = Date.now();
  readonly #client: KinesisClient;
  readonly #keys: (view: string) => readonly string[];
  readonly #rows = new Map<string, Map<string, ViewRow>>();
  #stopped = false;
  #fault: unknown;

  /** @param keys the primary key of a view. */
  constructor(client: KinesisClient, keys: (view: string) => readonly string[]) {
    this.#client = client;
    this.#keys = keys;
  }

  /** Until `stop`. The stream has one shard. What goes wrong is told by `check`. */
  async follow(streamName: string): Promise<void> {
    await this.#follow(streamName).catch((error: unknown) => {
      this.#fault = error;
    });
  }

  /** @throws what following the stream has thrown. */
  check(): void {
    if (this.#fault !== undefined) throw this.#fault;
  }

  async #follow(streamName: string): Promise<void> {
    const start = {
      StreamName: streamName,
      ShardId: 'shardId-000000000000',
      ShardIteratorType: 'TRIM_HORIZON',
    } as const;
    let { ShardIterator: iterator } = await this.#client.send(new GetShardIteratorCommand(start));
    while (!this.#stopped && iterator !== undefined) {
      const page = await this.#client.send(new GetRecordsCommand({ ShardIterator: iterator }));
      for (const { Data } of page.Records ?? []) if (Data !== undefined) this.#take(Data);
      iterator = page.NextShardIterator;
      if (page.Records?.length) this.lastAtMs = Date.now();
      else await sleep(PAUSE_MS);
    }
  }

  stop(): void {
    this.#stopped = true;
  }

  rowsOf(view: string): readonly ViewRow[] {
    return [...(this.#rows.get(view)?.values() ?? [])];
  }

  views(): Views {
    return new Map(
      Array.from(this.#rows.keys(), (view) => [view, { primaryKey: this.#keys(view), rows: this.rowsOf(view) }]),
    );
  }

  /** How many rows there are by view. */
  report(): string {
    const counts = Array.from(this.#rows, ([view, rows]) => `${view} ${rows.size}`);
    return `${this.records} records of insights: ${counts.join(', ') || 'no rows'}`;
  }

  #take(data: Uint8Array): void {
    const insight = insightOf(data);
    this.records += 1;
    if (insight.kind !== 'row') return;
    const { view, row, deleted } = insight;
    const rows = this.#rows.get(view) ?? new Map<string, ViewRow>();
    this.#rows.set(view, rows);
    const key = JSON.stringify(this.#keys(view).map((name) => row[name]));
    if (deleted) rows.delete(key);
    else rows.set(key, row);
  }
}
