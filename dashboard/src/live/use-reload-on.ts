/** Asks the server anew when what is known already says that something has changed, but not for each of a rush of changes. */
import { useEffect, useRef } from 'preact/hooks';

const PAUSE_MS = 500;

/**
 * @param told such as tables of the live state: another value for each change. What is there at first is no change.
 * @param everyMs at most once in so long: more for what is dear to answer.
 */
export function useReloadOn(told: readonly unknown[], reload: () => void, everyMs = PAUSE_MS): void {
  const seen = useRef<readonly unknown[] | undefined>(undefined);
  const waiting = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const lastMs = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    const isFirst = seen.current === undefined;
    seen.current = told;
    if (isFirst || waiting.current !== undefined) return;
    const pauseMs = Math.max(0, lastMs.current + everyMs - performance.now());
    waiting.current = setTimeout(() => {
      waiting.current = undefined;
      lastMs.current = performance.now();
      reload();
    }, pauseMs);
  }, told);
  useEffect(() => () => clearTimeout(waiting.current), []);
}
