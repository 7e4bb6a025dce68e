/** Ends a server in good order when the process is asked to end. */
import type { RunningServer } from './start-server.ts';

/** After SIGTERM or SIGINT the server closes and the process ends by itself; a second signal ends it at once. */
export function closeOnSignal(server: RunningServer): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void server.close());
  }
}
