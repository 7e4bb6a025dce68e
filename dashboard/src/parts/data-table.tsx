/** A table of records: a caption for those who cannot see it, columns that can be sorted, rows that can be chosen. */
import type { ComponentChildren } from 'preact';
import { EmptyNote } from './panel.tsx';

export interface Column<Row> {
  readonly key: string;
  readonly title: string;
  readonly cell: (row: Row) => ComponentChildren;
  /** Numbers stand to the right, under each other. */
  readonly isNumber?: boolean;
  /** Takes the width that is left, and is cut off with an ellipsis. */
  readonly isWide?: boolean;
  readonly isSortable?: boolean;
  /** What the column has says by itself what it is; the title is for those who cannot see it. */
  readonly isTitleUnseen?: boolean;
}

export interface Sorting {
  readonly by: string;
  readonly descending: boolean;
}

interface DataTableProps<Row> {
  /** What the table lists, read aloud. */
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string | number;
  /** Says what would fill the table. */
  readonly empty: ComponentChildren;
  /** The key of the row that is shown in full somewhere. */
  readonly chosen?: string | number | undefined;
  readonly sorting?: Sorting;
  readonly onSort?: (sorting: Sorting) => void;
}

export function DataTable<Row>(props: DataTableProps<Row>) {
  const { caption, columns, rows, keyOf, empty, chosen } = props;
  if (rows.length === 0) return <EmptyNote>{empty}</EmptyNote>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard.
    <section class="table-box" tabIndex={0} aria-label={caption}>
      <table class="data-table">
        <caption class="unseen">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <ColumnHead key={column.key} column={column} sorting={props.sorting} onSort={props.onSort} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const key = keyOf(row);
            return (
              <tr key={key} class={key === chosen ? 'chosen' : ''} aria-current={key === chosen ? 'true' : undefined}>
                {columns.map((column) => (
                  <td key={column.key} class={classOf(column)}>
                    {column.cell(row)}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

interface ColumnHeadProps<Row> {
  readonly column: Column<Row>;
  readonly sorting: Sorting | undefined;
  readonly onSort: ((sorting: Sorting) => void) | undefined;
}

function ColumnHead<Row>({ column, sorting, onSort }: ColumnHeadProps<Row>) {
  const { key, title, isSortable, isTitleUnseen } = column;
  if (!isSortable || !onSort) {
    return (
      <th scope="col" class={classOf(column)}>
        {isTitleUnseen ? <span class="unseen">{title}</span> : title}
      </th>
    );
  }
  const isSorted = sorting?.by === key;
  const descending = isSorted ? !sorting.descending : column.isNumber === true;
  const order = sorting?.descending ? 'descending' : 'ascending';
  return (
    <th scope="col" class={classOf(column)} aria-sort={isSorted ? order : 'none'}>
      <button type="button" onClick={() => onSort({ by: key, descending })}>
        {title}
        <span class="sort-mark" aria-hidden="true">
          {isSorted ? (sorting.descending ? '↓' : '↑') : ''}
        </span>
      </button>
    </th>
  );
}

function classOf<Row>({ isNumber, isWide }: Column<Row>): string {
  return `${isNumber ? 'number' : ''}${isWide ? ' wide' : ''}`;
}
