/** Reads a running shop's API to the end, as a client outside would. */
import { setTimeout as pause } from 'node:timers/promises';
import { answer } from '../server/test-server.ts';
import type { RevenueRow } from './retail-oracle.ts';

/** How long results may take to catch up with what was acknowledged before a proof gives up. */
const PATIENCE_MS = 240_000;
const PAUSE_MS = 100;

export type RevenueItem = RevenueRow & { readonly final: boolean };

export class ShopReader {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  /** Every row of `/v1/revenue`, page by page. */
  async revenue(): Promise<readonly RevenueItem[]> {
    return await this.#all('/v1/revenue?limit=1000');
  }

  /** Every entry of the quarantine. */
  async quarantine(): Promise<readonly { readonly code: string; readonly original: string }[]> {
    const { body } = await answer(`${this.#url}/v1/quarantine?limit=1000`, {});
    return body.entries;
  }

  /** How many rows came too late, over all queries. */
  async lateRows(): Promise<number> {
    const { body } = await answer(`${this.#url}/v1/late?limit=0`, {});
    return body.items.reduce((sum: number, { count }: { count: number }) => sum + count, 0);
  }

  /** Resolves when the pipelines have committed every batch that was acknowledged before the call. */
  async caughtUp(): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    while (!(await this.#isIdle())) {
      if (Date.now() > deadline) throw new Error('the pipelines did not catch up');
      await pause(PAUSE_MS);
    }
  }

  /** Events that are acknowledged and not in the results yet. */
  async #isIdle(): Promise<boolean> {
    const { text } = await answer(`${this.#url}/metrics`, {});
    return /^millrace_pipeline_lag_events 0$/m.test(text);
  }

  async #all<T>(path: string): Promise<readonly T[]> {
    const items: T[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const { body }: { body: { items: T[]; nextCursor: string | null } } = await answer(
        `${this.#url}${path}${cursor && `&cursor=${cursor}`}`,
        {},
      );
      items.push(...body.items);
      cursor = body.nextCursor;
    }
    return items;
  }
}
