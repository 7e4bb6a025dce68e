/** Alerts as they are shown: new ones wait while the reader's hand is on the list, or until they are asked for. */
import { useMemo, useRef, useState } from 'preact/hooks';
import { type SteadyRow, steadyRows } from '../../live/steady-rows.ts';
import type { FiringAlert } from './stock-item.ts';

export interface SteadyAlerts {
  readonly rows: readonly SteadyRow<FiringAlert>[] | undefined;
  /** New ones that are not shown yet. */
  readonly waiting: number;
  readonly showNew: () => void;
}

export function useSteadyAlerts(fresh: readonly FiringAlert[] | undefined, isHeld: boolean): SteadyAlerts {
  const shown = useRef<readonly FiringAlert[]>([]);
  const [round, setRound] = useState(0);
  const made = useMemo(() => {
    if (!fresh) return undefined;
    const steady = steadyRows(
      isHeld ? shown.current : [],
      fresh,
      ({ fingerprint, startsAt }) => fingerprint + startsAt,
    );
    shown.current = steady.rows.map(({ item }) => item);
    return steady;
    // Shown anew: `round` counts how often that was asked for.
  }, [fresh, isHeld, round]);
  return {
    rows: made?.rows,
    waiting: made?.waiting ?? 0,
    showNew: () => {
      shown.current = [];
      setRound((count) => count + 1);
    },
  };
}
