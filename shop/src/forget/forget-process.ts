/**
 * The process that reads and writes the warehouse for a forgetting: DuckDB's memory is not the server's, and the manifest is
 * only ever written by a process that has just opened it. Every step may be done again from its beginning.
 */
import { setPriority } from 'node:os';
import { findUser } from './find-user.ts';
import type { ForgetMessage, ForgetOrder } from './forget-messages.ts';
import { rewriteWarehouse } from './rewrite-warehouse.ts';

const PRIORITY = 10;

function say(message: ForgetMessage): Promise<void> {
  return new Promise((resolve) => process.send?.(message, () => resolve()));
}

async function execute(order: ForgetOrder): Promise<ForgetMessage> {
  const onProgress = (share: number) => void say({ kind: 'progress', share });
  try {
    if (order.step === 'find') return { kind: 'found', found: await findUser(order, onProgress) };
    return { kind: 'done', counts: await rewriteWarehouse(order, onProgress) };
  } catch (thrown) {
    return { kind: 'failed', reason: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown) };
  }
}

setPriority(PRIORITY);
// Done, or nobody waits any more.
process.on('disconnect', () => process.exit());
process.on('message', async (order: ForgetOrder) => say(await execute(order)));
