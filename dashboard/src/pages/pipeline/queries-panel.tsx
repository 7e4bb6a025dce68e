/** Each query with its watermark against the server's clock. */
import { useState } from 'preact/hooks';
import { formatCount, formatDuration } from '../../figures/format.ts';
import { type Column, DataTable, type Sorting } from '../../parts/data-table.tsx';
import { TimeText } from '../../parts/time-text.tsx';
import type { QueryAnswer } from './operations-answer.ts';
import { rateText } from './rate-text.ts';

interface QueriesPanelProps {
  readonly queries: readonly QueryAnswer[];
  /** When this was measured, by the server's clock. */
  readonly at: string;
}

/** The query's name leads to its operators. */
const COLUMNS: readonly Column<QueryAnswer>[] = [
  {
    key: 'name',
    title: 'Query',
    isSortable: true,
    cell: ({ name, pipeline }) => <a href={`/pipeline/graph/${pipeline}?query=${encodeURIComponent(name)}`}>{name}</a>,
  },
  { key: 'pipeline', title: 'Pipeline', isSortable: true, cell: ({ pipeline }) => pipeline },
  {
    key: 'watermark',
    title: 'Watermark',
    cell: ({ watermark }) => (watermark === null ? 'none yet' : <TimeText at={watermark} as="clock" />),
  },
  {
    key: 'delayMs',
    title: 'Behind the clock',
    isNumber: true,
    isSortable: true,
    cell: ({ delayMs }) => (delayMs === null ? '–' : formatDuration(Math.max(0, delayMs))),
  },
  {
    key: 'rowsPerSecond',
    title: 'Rows out',
    isNumber: true,
    isSortable: true,
    cell: (query) => rateText(query.rowsPerSecond),
  },
  {
    key: 'rows',
    title: 'Rows since the start',
    isNumber: true,
    isSortable: true,
    cell: ({ rows }) => formatCount(rows),
  },
  {
    key: 'lateRows',
    title: 'Late rows',
    isNumber: true,
    isSortable: true,
    cell: ({ lateRows }) => formatCount(lateRows),
  },
];

/** The order is the reader's: the table does not sort itself anew while figures move, but by what was chosen. */
export function QueriesPanel({ queries, at }: QueriesPanelProps) {
  const [sorting, setSorting] = useState<Sorting>({ by: 'pipeline', descending: false });
  return (
    <>
      <DataTable
        caption="Watermarks of the queries"
        columns={COLUMNS}
        rows={sorted(queries, sorting)}
        keyOf={({ name }) => name}
        empty="No query runs."
        sorting={sorting}
        onSort={setSorting}
      />
      <p class="panel-note">
        Against the server’s clock at <TimeText at={at} as="clock" />. A join that waits for its other side is behind by
        as much as it waits.
      </p>
    </>
  );
}

/** Rows with the same value stay as they are, so that the table does not change by itself. */
export function sorted(queries: readonly QueryAnswer[], { by, descending }: Sorting): readonly QueryAnswer[] {
  const value = (query: QueryAnswer) => query[by as keyof QueryAnswer] ?? -1;
  const compare = (a: QueryAnswer, b: QueryAnswer) => {
    const [left, right] = [value(a), value(b)];
    return typeof left === 'number' && typeof right === 'number'
      ? left - right
      : String(left).localeCompare(String(right));
  };
  return queries.toSorted((a, b) => (descending ? compare(b, a) : compare(a, b)));
}
