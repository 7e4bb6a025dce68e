/** Run, cancel, and how long it has been running. */
import { useEffect, useState } from 'preact/hooks';
import { formatCount, formatDuration } from '../../figures/format.ts';
import type { QueryRunner } from './use-query-run.ts';

const TICK_MS = 100;

interface RunBarProps extends Pick<QueryRunner, 'run' | 'cancel'> {
  readonly onRun: () => void;
}

export function RunBar({ run, cancel, onRun }: RunBarProps) {
  const isRunning = run.state === 'running';
  return (
    <div class="toolbar query-run">
      <button type="button" class="button button-primary" onClick={onRun} aria-keyshortcuts="Control+Enter">
        Run
      </button>
      {isRunning && (
        <button type="button" class="button" onClick={cancel}>
          Cancel
        </button>
      )}
      {isRunning ? (
        <Elapsed sinceMs={run.startedMs} rows={run.rows.length} />
      ) : (
        <span class="query-keys" aria-hidden="true">
          Ctrl + Enter
        </span>
      )}
      <span class="unseen" role="status">
        {said(run)}
      </span>
    </div>
  );
}

/** Seen only: a screen reader is told when it begins and ends. */
function Elapsed({ sinceMs, rows }: { readonly sinceMs: number; readonly rows: number }) {
  const [nowMs, setNowMs] = useState(() => performance.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(performance.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <span class="query-elapsed" aria-hidden="true">
      {formatDuration(Math.max(0, nowMs - sinceMs))}
      {rows > 0 && `, ${formatCount(rows)} rows so far`}
    </span>
  );
}

function said({ state, rows, tookMs }: QueryRunner['run']): string {
  switch (state) {
    case 'running':
      return 'The query runs.';
    case 'done':
      return `${formatCount(rows.length)} rows in ${formatDuration(tookMs)}.`;
    case 'cancelled':
      return 'The query was cancelled.';
    default:
      return '';
  }
}
