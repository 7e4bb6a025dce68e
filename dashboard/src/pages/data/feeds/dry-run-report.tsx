/** What would come of a file: its first events, and every problem with the lines that have it. */
import { formatCount } from '../../../figures/format.ts';
import { type Column, DataTable } from '../../../parts/data-table.tsx';
import { Tag } from '../../../parts/tag.tsx';
import { JsonView } from '../json/json-view.tsx';
import type { DryRun } from './feed.ts';

type Problem = DryRun['problems'][number];

const DELIMITERS: Readonly<Record<string, string>> = { '\t': 'tab', ' ': 'blank' };

export function DryRunReport({ report }: { readonly report: DryRun }) {
  const { rows, good, bad, encoding, delimiter, columns, otherColumns, absentColumns, problems, moreProblems } = report;
  return (
    <section class="stack" aria-label="What would come of the file">
      <p role="status">
        {formatCount(rows)} rows: <Tag tone="good">{formatCount(good)} good</Tag>{' '}
        {bad > 0 && <Tag tone="bad">{formatCount(bad)} would be quarantined</Tag>}
      </p>
      <dl class="facts">
        <dt>Read as</dt>
        <dd>
          {encoding}, {DELIMITERS[delimiter] ?? `“${delimiter}”`} between values
        </dd>
        <dt>Columns</dt>
        <dd>{columns.join(', ')}</dd>
        {otherColumns.length > 0 && (
          <>
            <dt>Not mapped</dt>
            <dd>{otherColumns.join(', ')}</dd>
          </>
        )}
        {absentColumns.length > 0 && (
          <>
            <dt>Not there</dt>
            <dd>{absentColumns.join(', ')}</dd>
          </>
        )}
      </dl>
      {problems.length > 0 && (
        <DataTable
          caption="Problems"
          columns={PROBLEM_COLUMNS}
          rows={problems}
          keyOf={({ code, path, message }) => `${code} ${path} ${message}`}
          empty=""
        />
      )}
      {moreProblems > 0 && <p>{formatCount(moreProblems)} more kinds of problems are not shown.</p>}
      {report.events.length > 0 && (
        <JsonView
          title={report.events.length === 1 ? 'The first event' : `The first ${report.events.length} events`}
          text={JSON.stringify(report.events)}
        />
      )}
    </section>
  );
}

const PROBLEM_COLUMNS: readonly Column<Problem>[] = [
  { key: 'rows', title: 'Rows', isNumber: true, cell: ({ rows }) => (rows === 0 ? '–' : formatCount(rows)) },
  {
    key: 'message',
    title: 'Problem',
    isWide: true,
    cell: ({ path, message }) => <span title={message}>{path === '' ? message : `${path} ${message}`}</span>,
  },
  { key: 'lines', title: 'Lines', cell: ({ lines, rows }) => linesText(lines, rows) },
];

function linesText(lines: readonly number[], rows: number): string {
  const more = rows > lines.length ? ' …' : '';
  return lines.length === 0 ? '–' : `${lines.map(formatCount).join(', ')}${more}`;
}
