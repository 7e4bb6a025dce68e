/** A result as a table: typed, sorted and paged in the browser. */
import { useMemo } from 'preact/hooks';
import { useParameter, useSetParameters } from '../../address/use-parameter.ts';
import { formatCount } from '../../figures/format.ts';
import { type Column, DataTable, type Sorting } from '../../parts/data-table.tsx';
import { cellKind, cellText } from './cell-text.ts';
import type { Cell, ResultColumn, ResultRow } from './read-result.ts';
import { type ResultSorting, sortRows } from './sort-rows.ts';

const ROWS_OF_A_PAGE = 100;

interface ResultTableProps {
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly ResultRow[];
}

interface PlacedRow {
  readonly place: number;
  readonly cells: ResultRow;
}

export function ResultTable({ columns, rows }: ResultTableProps) {
  const [sort] = useParameter('sort');
  const [page, setPage] = useParameter('page', '1');
  const setParameters = useSetParameters();
  const sorting = useMemo(() => sortingOf(sort), [sort]);
  const sorted = useMemo(() => sortRows(rows, columns, sorting), [rows, columns, sorting]);
  const pages = Math.max(1, Math.ceil(rows.length / ROWS_OF_A_PAGE));
  const present = Math.min(pages, Math.max(1, Math.trunc(Number(page)) || 1));
  const first = (present - 1) * ROWS_OF_A_PAGE;
  const shown = sorted.slice(first, first + ROWS_OF_A_PAGE).map((cells, index) => ({ place: first + index, cells }));
  const onSort = ({ by, descending }: Sorting) => setParameters({ sort: `${by}${descending ? '-' : ''}`, page: '' });
  return (
    <>
      <DataTable
        caption="Result"
        columns={useMemo(() => columns.map(tableColumn), [columns])}
        rows={shown}
        keyOf={({ place }) => place}
        empty="The query has no rows."
        {...(sorting && { sorting: { by: String(sorting.column), descending: sorting.descending } })}
        onSort={onSort}
      />
      {pages > 1 && (
        <nav class="query-pages" aria-label="Pages of the result">
          <button type="button" class="button" disabled={present === 1} onClick={() => setPage(String(present - 1))}>
            Before
          </button>
          <span>
            {formatCount(first + 1)}–{formatCount(first + shown.length)} of {formatCount(rows.length)}
          </span>
          <button
            type="button"
            class="button"
            disabled={present === pages}
            onClick={() => setPage(String(present + 1))}
          >
            Next
          </button>
        </nav>
      )}
    </>
  );
}

/** `3-` is by the column in place 3, descending. */
function sortingOf(text: string): ResultSorting | null {
  const [, column, back] = /^(\d{1,4})(-?)$/.exec(text) ?? [];
  return column === undefined ? null : { column: Number(column), descending: back === '-' };
}

function tableColumn({ name, type }: ResultColumn, place: number): Column<PlacedRow> {
  return {
    key: String(place),
    title: name,
    isNumber: cellKind(type) === 'number',
    isSortable: true,
    cell: ({ cells }) => <CellView cell={cells[place]} type={type} />,
  };
}

function CellView({ cell, type }: { readonly cell: Cell; readonly type: string }) {
  if (cell === null || cell === undefined) return <span class="cell-null">NULL</span>;
  const text = cellText(cell, type);
  const kind = cellKind(type);
  if (kind === 'time') {
    return (
      <time dateTime={String(cell)} title={`${String(cell).replace('T', ' ').replace('Z', '')} UTC`}>
        {text}
      </time>
    );
  }
  return kind === 'text' ? <span class="cell-text">{text}</span> : text;
}
