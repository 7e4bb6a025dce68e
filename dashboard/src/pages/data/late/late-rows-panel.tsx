/** The newest rows that a query refused as late, as they were. */
import { withQuery } from '../../../api/request.ts';
import { useFetched } from '../../../api/use-fetched.ts';
import { formatCount } from '../../../figures/format.ts';
import { type Column, DataTable } from '../../../parts/data-table.tsx';
import { Loaded } from '../../../parts/loaded.tsx';
import { Panel } from '../../../parts/panel.tsx';

type Cell = string | number | boolean | null;
type LateRow = Readonly<Record<string, Cell>>;

interface LateAnswer {
  readonly items: readonly { readonly query: string; readonly count: number; readonly rows: readonly LateRow[] }[];
}

const SHOWN = 10;
const EVERY_MS = 10_000;

export function LateRowsPanel({ query }: { readonly query: string }) {
  const late = useFetched<LateAnswer>(withQuery('/v1/late', { query, limit: SHOWN }), { everyMs: EVERY_MS });
  const count = late.data?.items[0]?.count;
  return (
    <Panel
      title="The newest late rows"
      scope={count === undefined ? `of ${query}` : `of ${query}, ${formatCount(count)} ever`}
    >
      <Loaded from={late} lines={5}>
        {({ items }) => <Rows rows={items[0]?.rows ?? []} />}
      </Loaded>
    </Panel>
  );
}

function Rows({ rows }: { readonly rows: readonly LateRow[] }) {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const columns = names.map(
    (name): Column<readonly [number, LateRow]> => ({
      key: name,
      title: name,
      isNumber: rows.every((row) => row[name] === null || typeof row[name] === 'number'),
      cell: ([, row]) => cellText(row[name] ?? null),
    }),
  );
  return (
    <DataTable
      caption="Late rows"
      columns={columns}
      rows={[...rows.entries()]}
      keyOf={([place]) => place}
      empty="No row of this query ever came late."
    />
  );
}

function cellText(value: Cell): string {
  if (value === null) return '–';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
