/** What the server answers at an address, kept fresh while the page is looked at. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { request } from './request.ts';

export interface Fetched<Answer> {
  /** The last answer of this or, until the first of this has come, of the address before. */
  readonly data: Answer | undefined;
  /** Why the last attempt failed; the data before it stays. */
  readonly fault: unknown;
  /** An answer to this very address has not come yet. */
  readonly isLoading: boolean;
  /** Asks again now, as after something has been changed. */
  readonly reload: () => void;
}

export interface FetchOptions {
  /** Asks again after so long, while the page is visible: at least 2,000 ms; never by default. */
  readonly everyMs?: number;
}

interface Held<Answer> {
  readonly path: string | null;
  readonly data: Answer | undefined;
  readonly fault: unknown;
}

/** @param path null asks for nothing, as while nothing is chosen. */
export function useFetched<Answer>(path: string | null, { everyMs }: FetchOptions = {}): Fetched<Answer> {
  const [held, setHeld] = useState<Held<Answer>>({ path: null, data: undefined, fault: null });
  const [round, setRound] = useState(0);
  const askedAtMs = useRef(0);
  const reload = useCallback(() => setRound((count) => count + 1), []);

  useEffect(() => {
    if (path === null) return;
    const abort = new AbortController();
    askedAtMs.current = performance.now();
    request<Answer>(path, { signal: abort.signal }).then(
      (data) => setHeld({ path, data, fault: null }),
      (fault: unknown) => {
        if (!abort.signal.aborted) setHeld((before) => ({ path, data: before.data, fault }));
      },
    );
    return () => abort.abort();
  }, [path, round]);

  useEffect(() => {
    if (everyMs === undefined || path === null) return;
    const isDue = () => !document.hidden && performance.now() - askedAtMs.current >= everyMs * 0.9;
    const refresh = () => isDue() && reload();
    const timer = setInterval(refresh, everyMs);
    document.addEventListener('visibilitychange', refresh);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', refresh);
    };
  }, [everyMs, path, reload]);

  return {
    data: path === null ? undefined : held.data,
    fault: held.fault,
    isLoading: path !== null && held.path !== path,
    reload,
  };
}
