/** Ends a server in good order when the process is asked to end. */
import { once } from 'node:events';
import type { RunningServer } from './start-server.ts';

/**
 * Waits for SIGTERM or SIGINT, then closes the server; resolves when all that was acknowledged is on disk and nothing
 * keeps the process alive. A second signal ends the process at once.
 */
export async function closeOnSignal(server: Pick<RunningServer, 'close'>): Promise<void> {
  const waiting = new AbortController();
  const { signal } = waiting;
  await Promise.race([once(process, 'SIGTERM', { signal }), once(process, 'SIGINT', { signal })]);
  // Takes the other handler away too, so that the next signal has its usual effect.
  waiting.abort();
  await server.close();
}
