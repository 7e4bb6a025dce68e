/** The queue of open cases: kept fresh by the live stream, steady while it is read. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useParameter } from '../../address/use-parameter.ts';
import { withQuery } from '../../api/request.ts';
import { useFetched } from '../../api/use-fetched.ts';
import { useLive } from '../../live/live-provider.tsx';
import { tableNamed } from '../../live/live-state.ts';
import { type SteadyRow, steadyRows } from '../../live/steady-rows.ts';
import type { QueueItem, QueuePage } from './answers.ts';

export interface Queue {
  /** Undefined until it has come. */
  readonly rows: readonly SteadyRow<QueueItem>[] | undefined;
  readonly counts: QueuePage['counts'] | undefined;
  /** New cases that are not shown yet. */
  readonly waiting: number;
  readonly showNew: () => void;
  /** More than the page shows. */
  readonly isCut: boolean;
  readonly fault: unknown;
  readonly isLoading: boolean;
  readonly reload: () => void;
}

const SHOWN = 100;
const REFRESH_MS = 10_000;
/** After a change, for more of them seldom come alone. */
const PAUSE_MS = 2_000;

export function useQueue(): Queue {
  const [who] = useParameter('who');
  const [name] = useParameter('assignee');
  const filters = {
    ...(who === 'nobody' && { unassigned: true }),
    ...(who === 'one' && { assignee: name }),
  };
  const path = withQuery('/v1/cases/queue', { limit: SHOWN, ...filters });
  const { data, ...fetched } = useFetched<QueuePage>(path, { everyMs: REFRESH_MS });
  useReloadOnChange(fetched.reload);
  const shown = useRef<{ path: string; items: readonly QueueItem[] }>({ path, items: [] });
  const [round, setRound] = useState(0);
  const items = fetched.isLoading ? undefined : data?.items;
  const steady = useMemo(() => {
    if (!items) return undefined;
    if (shown.current.path !== path) shown.current = { path, items: [] };
    const made = steadyRows(shown.current.items, items, ({ caseId }) => caseId);
    shown.current = { path, items: made.rows.map(({ item }) => item) };
    return made;
    // Shown anew: `round` counts how often that was asked for.
  }, [items, path, round]);
  return {
    rows: steady?.rows,
    counts: data?.counts,
    waiting: steady?.waiting ?? 0,
    showNew: () => {
      shown.current = { path, items: [] };
      setRound((count) => count + 1);
    },
    isCut: data?.nextCursor != null,
    ...fetched,
  };
}

/** Whatever changes in the queue is told live; its rows come with all their columns by asking for them. */
function useReloadOnChange(reload: () => void): void {
  const table = useLive((state) => tableNamed(state, 'fraud_queue'));
  const first = useRef(table);
  useEffect(() => {
    if (first.current === table) return;
    first.current = table;
    const timer = setTimeout(reload, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [table, reload]);
}
