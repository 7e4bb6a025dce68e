/** The load of prepared-load.ts in a process of its own, as benchmarks use it. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface LoadOptions {
  readonly url: string;
  /** Events a second. */
  readonly rate: number;
  readonly seconds: number;
  readonly products?: number;
}

export interface PreparedLoad {
  readonly child: ChildProcess;
  /** Sends the events at their pace; resolves with events a second that were acknowledged. */
  run(): Promise<number>;
}

const LOAD = fileURLToPath(new URL('./prepared-load.ts', import.meta.url));

/** Resolves when all events are made, and the catalogue has been sent and acknowledged. */
export async function prepareLoad({ url, rate, seconds, products = 5_000 }: LoadOptions): Promise<PreparedLoad> {
  const child = fork(LOAD, [url, String(rate), String(seconds), String(products)], {
    execArgv: ['--max-old-space-size=6000'],
  });
  await answerOf(child);
  return {
    child,
    run: () => {
      child.send('go');
      return answerOf(child);
    },
  };
}

async function answerOf(child: ChildProcess): Promise<number> {
  const answered = new AbortController();
  const { signal } = answered;
  const ended = once(child, 'exit', { signal }).then(([code]) => {
    throw new Error(`the load ended with code ${code} before it was done`);
  });
  // It ends by itself after its last message.
  ended.catch(() => undefined);
  const [answer] = await Promise.race([once(child, 'message'), ended]);
  answered.abort();
  return answer;
}
