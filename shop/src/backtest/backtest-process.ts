/**
 * The process that a backtest of the server runs in: its memory and its processor time are not the server's, and it can be
 * killed at any moment, for it only reads.
 */
import { setPriority } from 'node:os';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import { judgesOf } from '../functions/score/judges-in-force.ts';
import type { BacktestMessage, BacktestOrder } from './backtest-messages.ts';
import { backtestStored } from './stored-backtest.ts';

const PRIORITY = 10;
const PROGRESS_EVERY_MS = 200;

function say(message: BacktestMessage): Promise<void> {
  return new Promise((resolve) => process.send?.(message, () => resolve()));
}

async function execute({ changed, today, ...order }: BacktestOrder): Promise<BacktestMessage> {
  let toldMs = 0;
  const onProgress = (share: number, orders: number) => {
    if (performance.now() < toldMs + PROGRESS_EVERY_MS) return;
    toldMs = performance.now();
    void say({ kind: 'progress', share, orders });
  };
  try {
    const judges = { judges: judgesOf(changed), ...(today && { today: judgesOf(today) }) };
    const result = await backtestStored({ ...order, ...judges, onProgress });
    const rules = Array.from(result.rules, ([code, tallies]) => ({ code, ...tallies }));
    return { kind: 'done', result: { ...result, rules } };
  } catch (thrown) {
    const code = thrown instanceof MillraceError ? thrown.code : 'BACKTEST_FAILED';
    return { kind: 'failed', code, reason: thrown instanceof Error ? thrown.message : String(thrown) };
  }
}

setPriority(PRIORITY);
// Done, or nobody waits any more.
process.on('disconnect', () => process.exit());
process.on('message', async (order: BacktestOrder) => say(await execute(order)));
