/** The whole shop on a free port and an empty folder: collector, pipelines, functions and read API. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type ShopOptions, startShop } from '../../src/server/start-shop.ts';
import { type Answer, answer } from './test-server.ts';

export interface TestShop {
  readonly url: string;
  send(...events: readonly object[]): Promise<Answer>;
  get(path: string): Promise<Answer>;
  post(path: string, body: object): Promise<Answer>;
  /** Asks until the answer is as it should be; the last answer when it never is. */
  until(path: string, isRight: (answer: Answer) => boolean): Promise<Answer>;
  close(): Promise<void>;
}

const PATIENCE_MS = 10_000;
const PAUSE_MS = 20;

export async function openTestShop(options: Partial<ShopOptions> = {}): Promise<TestShop> {
  const dataFolder = options.dataFolder ?? (await mkdtemp(join(tmpdir(), 'millrace-shop-')));
  const server = await startShop({ port: 0, ...options, dataFolder });
  const get = (path: string) => answer(`${server.url}${path}`, {});
  const post = (path: string, body: object) =>
    answer(`${server.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  return {
    url: server.url,
    get,
    post,
    send: (...events) => post('/v1/events', events),
    until: async (path, isRight) => {
      const deadlineMs = performance.now() + PATIENCE_MS;
      for (;;) {
        const given = await get(path);
        if (isRight(given) || performance.now() > deadlineMs) return given;
        await pause(PAUSE_MS);
      }
    },
    close: async () => {
      await server.close();
      if (options.dataFolder === undefined) await rm(dataFolder, { recursive: true });
    },
  };
}
