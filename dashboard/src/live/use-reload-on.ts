/** Asks the server anew when rows of the live stream say that something has changed, but not for each of a rush of them. */
import { useEffect, useRef } from 'preact/hooks';
import type { ViewTable } from './view-table.ts';

const PAUSE_MS = 500;

/**
 * @param tables of the live state: another object for each change. What is there at first is no change.
 * @param everyMs at most once in so long: more for what is dear to answer.
 */
export function useReloadOn(tables: readonly ViewTable[], reload: () => void, everyMs = PAUSE_MS): void {
  const seen = useRef<readonly ViewTable[] | undefined>(undefined);
  const waiting = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const lastMs = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    const isFirst = seen.current === undefined;
    seen.current = tables;
    if (isFirst || waiting.current !== undefined) return;
    const pauseMs = Math.max(0, lastMs.current + everyMs - performance.now());
    waiting.current = setTimeout(() => {
      waiting.current = undefined;
      lastMs.current = performance.now();
      reload();
    }, pauseMs);
  }, tables);
  useEffect(() => () => clearTimeout(waiting.current), []);
}
