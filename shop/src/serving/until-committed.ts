/** Waiting for what the functions commit: whoever has changed something through the log is answered when it shows. */
import type { FunctionHost } from '../function-runtime/function-host.ts';

export type Commits = Pick<FunctionHost, 'onOutputs'>;

const PATIENCE_MS = 2_000;
/** A commit may have been made just before someone began to wait for it. */
const LOOK_EVERY_MS = 20;

/** Resolves when the functions have committed the next time, or after a moment. */
export function nextCommit(functions: Commits): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      stop();
      resolve();
    };
    const stop = functions.onOutputs(done);
    const timer = setTimeout(done, LOOK_EVERY_MS);
  });
}

/** Resolves when `holds` does, or when patience is over: then what was changed is in the log, and takes its turn. */
export async function untilCommitted(functions: Commits, holds: () => boolean): Promise<void> {
  const deadlineMs = performance.now() + PATIENCE_MS;
  while (!holds() && performance.now() < deadlineMs) await nextCommit(functions);
}
