/** A backtest, asked for again until it has ended: the server answers when it ends, or after two seconds. */
import { useEffect, useState } from 'preact/hooks';
import { request } from '../../api/request.ts';
import type { Backtest } from './answers.ts';

interface Held {
  readonly id: string | null;
  readonly data: Backtest | undefined;
  readonly fault: unknown;
}

const WAIT_SECONDS = 2;
const AGAIN_MS = 3_000;

export function useBacktest(id: string | null) {
  const [held, setHeld] = useState<Held>({ id: null, data: undefined, fault: null });
  const [round, setRound] = useState(0);
  useEffect(() => {
    if (id === null) return;
    const abort = new AbortController();
    void follow(id, abort.signal, setHeld);
    return () => abort.abort();
  }, [id, round]);
  const isHeld = held.id === id;
  return {
    data: isHeld ? held.data : undefined,
    fault: isHeld ? held.fault : null,
    isLoading: id !== null && !isHeld,
    reload: () => setRound((count) => count + 1),
  };
}

async function follow(id: string, signal: AbortSignal, hold: (held: Held) => void): Promise<void> {
  let wait = 0;
  for (;;) {
    try {
      const data = await request<Backtest>(`/v1/backtests/${encodeURIComponent(id)}?wait=${wait}`, { signal });
      hold({ id, data, fault: null });
      if (data.status !== 'running') return;
      wait = WAIT_SECONDS;
    } catch (fault) {
      if (signal.aborted) return;
      hold({ id, data: undefined, fault });
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
      if (signal.aborted || !isPassing(fault)) return;
    }
  }
}

/** Whether asking again may help: a server that starts again has forgotten its backtests, and says so. */
function isPassing(fault: unknown): boolean {
  return typeof fault === 'object' && fault !== null && 'status' in fault && fault.status === 0;
}
