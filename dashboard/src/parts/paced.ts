/** Slows down what changes faster than anyone can read. */
import { useEffect, useRef, useState } from 'preact/hooks';

/** The newest value, taken over at most once in `everyMs`: at once after a pause, and the last one is never missed. */
export function usePaced<Value>(value: Value, everyMs: number): Value {
  const [shown, setShown] = useState(value);
  const latest = useRef(value);
  const shownAtMs = useRef(Number.NEGATIVE_INFINITY);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => {
    latest.current = value;
    if (shown === value || timer.current !== undefined) return;
    timer.current = setTimeout(
      () => {
        timer.current = undefined;
        shownAtMs.current = performance.now();
        setShown(latest.current);
      },
      Math.max(0, shownAtMs.current + everyMs - performance.now()),
    );
  }, [value, shown, everyMs]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return shown;
}
