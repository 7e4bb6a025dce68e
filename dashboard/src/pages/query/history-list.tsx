/** What the reader has asked before, in this browser. */
import { formatCount, formatDuration } from '../../figures/format.ts';
import { EmptyNote } from '../../parts/panel.tsx';
import { TimeText } from '../../parts/time-text.tsx';
import type { PastQuery } from './query-history.ts';
import type { AskedQuery } from './use-query-run.ts';

interface HistoryListProps {
  readonly history: readonly PastQuery[];
  readonly onChoose: (query: AskedQuery) => void;
  readonly onClear: () => void;
}

export function HistoryList({ history, onChoose, onClear }: HistoryListProps) {
  if (history.length === 0) return <EmptyNote>Queries that you run are kept here, in this browser only.</EmptyNote>;
  return (
    <>
      <ul class="query-choices">
        {history.map(({ sql, parameters, atMs, rows, tookMs }) => (
          <li key={sql}>
            <button type="button" onClick={() => onChoose({ sql, parameters })}>
              <code>{sql.replace(/\s+/g, ' ').slice(0, 160)}</code>
              <span>
                <TimeText at={atMs} as="age" />, {rows === null ? 'failed' : `${formatCount(rows)} rows`} in{' '}
                {formatDuration(tookMs)}
              </span>
            </button>
          </li>
        ))}
      </ul>
      <button type="button" class="button" onClick={onClear}>
        Clear the history
      </button>
    </>
  );
}
