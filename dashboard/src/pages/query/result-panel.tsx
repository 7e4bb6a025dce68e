/** What came of the query: rows as a table or as a chart, or why there are none. */

import { useParameter } from '../../address/use-parameter.ts';
import { ApiFault } from '../../api/api-fault.ts';
import { formatCount, formatDuration } from '../../figures/format.ts';
import { Choice } from '../../parts/choice.tsx';
import { FaultNote } from '../../parts/fault-note.tsx';
import { Waiting } from '../../parts/loaded.tsx';
import { EmptyNote, Panel } from '../../parts/panel.tsx';
import { DownloadButtons } from './download-buttons.tsx';
import { ResultChart } from './result-chart.tsx';
import { ResultTable } from './result-table.tsx';
import { MOST_ROWS, type QueryRun } from './use-query-run.ts';

const VIEWS = [
  ['table', 'Table'],
  ['chart', 'Chart'],
] as const;
type View = (typeof VIEWS)[number][0];

interface ResultPanelProps {
  readonly run: QueryRun;
  /** Goes to where the mistake is. */
  readonly onShowMistake: () => void;
}

export function ResultPanel({ run, onShowMistake }: ResultPanelProps) {
  const [chosen, setView] = useParameter('view', 'table');
  const view: View = chosen === 'chart' ? 'chart' : 'table';
  const hasRows = run.rows.length > 0;
  return (
    <Panel
      title="Result"
      area="query-result"
      scope={run.state === 'done' ? `${formatCount(run.rows.length)} rows, ${formatDuration(run.tookMs)}` : undefined}
      actions={
        hasRows && (
          <div class="toolbar">
            <Choice label="Show as" options={VIEWS} value={view} onChoose={setView} />
            {run.asked && run.state === 'done' && <DownloadButtons asked={run.asked} />}
          </div>
        )
      }
    >
      <RunFault run={run} onShowMistake={onShowMistake} />
      {run.truncated && (
        <p class="query-note">
          These are the first {formatCount(MOST_ROWS)} rows. A download has all of them; LIMIT or GROUP BY makes them
          fewer.
        </p>
      )}
      <Body run={run} view={view} />
    </Panel>
  );
}

function RunFault({ run: { fault }, onShowMistake }: ResultPanelProps) {
  if (fault === null) return null;
  const place = mistakeIn(fault);
  return (
    <div class="query-fault">
      <FaultNote fault={fault} />
      {place && (
        <button type="button" class="button" onClick={onShowMistake}>
          Go to line {place.line}
        </button>
      )}
    </div>
  );
}

function Body({ run, view }: { readonly run: QueryRun; readonly view: View }) {
  if (run.rows.length > 0) {
    const { columns, rows } = run;
    return view === 'chart' ? (
      <ResultChart columns={columns} rows={rows} />
    ) : (
      <ResultTable columns={columns} rows={rows} />
    );
  }
  switch (run.state) {
    case 'idle':
      return <EmptyNote>Write a query and run it, or begin with one of the examples.</EmptyNote>;
    case 'running':
      return <Waiting lines={6} />;
    case 'done':
      return <EmptyNote>The query ran well, and has no rows.</EmptyNote>;
    case 'cancelled':
      return <EmptyNote>The query was cancelled.</EmptyNote>;
    case 'failed':
      return null;
  }
}

/** Where in the SQL the server found a mistake; both count from 1. */
export function mistakeIn(fault: unknown): { readonly line: number; readonly column: number } | null {
  if (!(fault instanceof ApiFault)) return null;
  const { line, column } = fault.problem as { readonly line?: number; readonly column?: number };
  return line === undefined || column === undefined ? null : { line, column };
}
