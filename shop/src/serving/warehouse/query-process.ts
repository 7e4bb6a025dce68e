/**
 * The process of one query: gets its order, writes the result to a pipe, says how it went, and ends. It has no environment,
 * no port and no key, and gives way to everything else on the machine.
 */
import { Socket } from 'node:net';
import { setPriority } from 'node:os';
import { queryFault } from './query-fault.ts';
import type { QueryMessage, QueryOrder } from './query-messages.ts';
import { runQuery } from './run-query.ts';

/** Nice, in the words of Unix: behind the functions, the pipelines and the collector. */
const PRIORITY = 10;
/** Not standard output, which would block this thread whenever nobody reads. */
const RESULT_PIPE = 3;

function say(message: QueryMessage): Promise<void> {
  return new Promise((resolve) => process.send?.(message, () => resolve()));
}

async function execute(order: QueryOrder, out: Socket): Promise<QueryMessage> {
  try {
    const done = await runQuery(order, out, (columns) => void say({ kind: 'begun', columns }));
    return { kind: 'done', ...done };
  } catch (thrown) {
    return { kind: 'failed', ...queryFault(thrown, order.limits.memoryMb) };
  }
}

setPriority(PRIORITY);
// Whoever started it is gone: so is the reason for the query.
process.on('disconnect', () => process.exit(1));
process.once('message', async (order: QueryOrder) => {
  const out = new Socket({ fd: RESULT_PIPE, readable: false, writable: true });
  const outcome = await execute(order, out);
  // The pipe first: after its end there is nothing more to read.
  await new Promise<void>((resolve) => out.end(() => resolve()));
  await say(outcome);
  process.exit(0);
});
