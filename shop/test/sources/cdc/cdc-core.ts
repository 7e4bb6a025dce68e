/** A collector on a log of its own, without a server, and what has come onto the log through it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type LmdbLogWriter, openLogWriter } from '@millrace/engine/log/lmdb-log-writer.ts';
import { PARTITION_COUNT } from '../../../src/events/partition-of.ts';
import { openCore, type ServerCore } from '../../../src/server/server-core.ts';
import { readCdcMapping } from '../../../src/sources/cdc/cdc-mapping.ts';
import { PostgresSource } from '../../../src/sources/cdc/postgres/postgres-source.ts';
import type { TestPostgres } from './test-postgres.ts';

export const MAPPING = readCdcMapping('test', {
  tables: {
    'public.inventory': {
      stream: 'inventory_update',
      fields: { productId: 'product_id', onHand: 'on_hand', threshold: 'reorder_point' },
    },
    'public.products': {
      stream: 'product',
      fields: { productId: 'id', name: 'name', category: 'category', price: 'price', description: 'description' },
    },
    'public.users': { stream: 'user', fields: { userId: 'id', createdAt: 'created_at', country: 'country' } },
    'public.orders': {
      stream: 'order',
      fields: { orderId: 'id', userId: 'user_id', status: 'status', total: 'total' },
      cancelled: ['cancelled'],
    },
  },
});

export const SHOP_TABLES = `
  CREATE TABLE inventory (product_id text PRIMARY KEY, on_hand int NOT NULL, reorder_point int);
  CREATE TABLE products (id text PRIMARY KEY, name text, category text, price numeric(12, 4), description text);
  CREATE TABLE users (id bigint PRIMARY KEY, created_at timestamptz, country text, password_hash text);
  CREATE TABLE orders (id uuid PRIMARY KEY, user_id bigint, status text, total numeric, note text);
  CREATE TABLE unrelated (id int PRIMARY KEY, secret text);`;

// biome-ignore lint/suspicious/noExplicitAny: the tests look into events of many shapes.
export type LoggedEvent = any;

export interface TestCore {
  readonly core: ServerCore;
  readonly dataFolder: string;
  source(postgres: TestPostgres, options?: { url?: string; mapping?: typeof MAPPING }): PostgresSource;
  events(): LoggedEvent[];
  /** Waits until the log's events are as they should be. */
  until(isRight: (events: LoggedEvent[]) => boolean): Promise<LoggedEvent[]>;
  close(): Promise<void>;
}

const PATIENCE_MS = 15_000;

export async function openTestCore(folder?: string): Promise<TestCore> {
  const dataFolder = folder ?? (await mkdtemp(join(tmpdir(), 'millrace-cdc-')));
  const log = openLogWriter(dataFolder, PARTITION_COUNT);
  const core = openCore({ log });
  const sources: PostgresSource[] = [];
  const events = () => readEvents(log);
  return {
    core,
    dataFolder,
    source: (postgres, { url = postgres.url(), mapping = MAPPING } = {}) => {
      const options = { name: 'pg', url, mapping, slot: 'millrace', publication: 'millrace' };
      const source = new PostgresSource({ options, collector: core.collector, settings: core.progress });
      sources.push(source);
      return source;
    },
    events,
    until: async (isRight) => {
      const deadlineMs = performance.now() + PATIENCE_MS;
      for (;;) {
        const now = events();
        if (isRight(now) || performance.now() > deadlineMs) return now;
        await pause(30);
      }
    },
    close: async () => {
      for (const source of sources) await source.stop();
      await core.finishCommits();
      await log.close();
      if (folder === undefined) await rm(dataFolder, { recursive: true });
    },
  };
}

/** Everything on the log, in its order. */
export function readEvents(log: Pick<LmdbLogWriter, 'bounds' | 'read'>): LoggedEvent[] {
  const events: LoggedEvent[] = [];
  let { first } = log.bounds();
  for (;;) {
    const batches = log.read(first, 16 * 1024 * 1024);
    if (batches.length === 0) return events;
    for (const { sequence, slices } of batches) {
      for (const { bytes, ends } of slices) {
        let start = 0;
        for (const end of ends) {
          events.push(JSON.parse(Buffer.from(bytes.subarray(start, end)).toString()));
          start = end;
        }
      }
      first = sequence + 1;
    }
  }
}
