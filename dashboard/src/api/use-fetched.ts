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
  /** Changes what is held of this address, as by what else has been fetched. */
  change(to: (data: Answer) => Answer): void;
}

type Load<Answer> = (path: string, options: { readonly signal: AbortSignal }) => Promise<Answer>;

export interface FetchOptions {
  /** Asks again after so long, while the page is visible: at least 2,000 ms; never by default. */
  readonly everyMs?: number;
}

interface Held<Answer> {
  readonly path: string | null;
  readonly data: Answer | undefined;
  readonly fault: unknown;
}

/** An answer that takes longer is taken for lost when it is to be asked for again; then twice as long, and so on. */
const PATIENCE_MS = 10_000;
const LONGEST_PATIENCE_MS = 120_000;

/**
 * @param path null asks for nothing, as while nothing is chosen.
 * @param load the same function on each draw.
 */
export function useFetched<Answer>(
  path: string | null,
  { everyMs }: FetchOptions = {},
  load: Load<Answer> = request,
): Fetched<Answer> {
  const [held, setHeld] = useState<Held<Answer>>({ path: null, data: undefined, fault: null });
  const asking = useRef<Asking | undefined>(undefined);
  const reload = useCallback(() => asking.current?.ask(), []);

  useEffect(() => {
    if (path === null) return;
    const now = new Asking(async (signal) => {
      try {
        const data = await load(path, { signal });
        if (!signal.aborted) setHeld({ path, data, fault: null });
      } catch (fault) {
        if (!signal.aborted) setHeld((before) => ({ path, data: before.data, fault }));
      }
    });
    asking.current = now;
    now.ask();
    return () => {
      asking.current = undefined;
      now.end();
    };
  }, [path, load]);
  const change = useCallback(
    (to: (data: Answer) => Answer) =>
      setHeld((now) => (now.path === path && now.data !== undefined ? { ...now, data: to(now.data) } : now)),
    [path],
  );

  useEffect(() => {
    if (everyMs === undefined || path === null) return;
    const isDue = () => !document.hidden && performance.now() - (asking.current?.askedAtMs ?? 0) >= everyMs * 0.9;
    const refresh = () => isDue() && asking.current?.refresh();
    const timer = setInterval(refresh, everyMs);
    document.addEventListener('visibilitychange', refresh);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', refresh);
    };
  }, [everyMs, path]);

  return {
    data: path === null ? undefined : held.data,
    fault: held.fault,
    isLoading: path !== null && held.path !== path,
    reload,
    change,
  };
}

/**
 * Asks at one address, one request at a time. Whoever asks while an answer is under way gets another one after it: were it
 * cut short instead, an answer that takes longer than the time between two requests would never come.
 */
class Asking {
  readonly #request: (signal: AbortSignal) => Promise<void>;
  #abort: AbortController | undefined;
  #isWanted = false;
  #patienceMs = PATIENCE_MS;
  askedAtMs = 0;

  constructor(request: (signal: AbortSignal) => Promise<void>) {
    this.#request = request;
  }

  /** What is under way is fresh enough. */
  refresh(): void {
    if (!this.#isUnderWay) this.ask();
  }

  /** Something has been changed: what is under way may not know of it. */
  ask(): void {
    if (this.#isUnderWay) this.#isWanted = true;
    else if (this.#abort === undefined) this.#send();
    else {
      this.#patienceMs = Math.min(2 * this.#patienceMs, LONGEST_PATIENCE_MS);
      this.#abort.abort();
      this.#send();
    }
  }

  /** What is under way is not wanted any more. */
  end(): void {
    this.#isWanted = false;
    this.#abort?.abort();
  }

  get #isUnderWay(): boolean {
    return this.#abort !== undefined && performance.now() - this.askedAtMs < this.#patienceMs;
  }

  async #send(): Promise<void> {
    const abort = new AbortController();
    this.#abort = abort;
    this.#isWanted = false;
    this.askedAtMs = performance.now();
    await this.#request(abort.signal);
    if (this.#abort !== abort) return;
    this.#abort = undefined;
    if (abort.signal.aborted) return;
    this.#patienceMs = PATIENCE_MS;
    if (this.#isWanted) this.#send();
  }
}
