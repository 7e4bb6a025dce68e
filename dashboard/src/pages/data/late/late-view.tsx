/** Rows that came after their window had closed: which share of each query's, over time, and what they are. */
import { useParameter } from '../../../address/use-parameter.ts';
import { useTimeRange } from '../../../address/use-time-range.ts';
import { withQuery } from '../../../api/request.ts';
import { useFetched } from '../../../api/use-fetched.ts';
import { formatCount, formatPercent } from '../../../figures/format.ts';
import { type Column, DataTable } from '../../../parts/data-table.tsx';
import { Loaded } from '../../../parts/loaded.tsx';
import { EmptyNote, Panel } from '../../../parts/panel.tsx';
import { RangeChoice } from '../../../parts/range-choice.tsx';
import { ShareBar } from '../../../parts/share-bar.tsx';
import { LateChart } from './late-chart.tsx';
import { LateRowsPanel } from './late-rows-panel.tsx';
import { type LateShare, type LateShares, mostLateFirst, shareText } from './late-shares.ts';

const EVERY_MS = 5_000;

export function LateView() {
  const range = useTimeRange('24h');
  const [chosen, choose] = useParameter('query');
  const { from, to } = range;
  const shares = useFetched<LateShares>(withQuery('/v1/late/shares', { from, to }), { everyMs: EVERY_MS });
  const items = mostLateFirst(shares.data?.items ?? []);
  const shown = items.find(({ query }) => query === chosen) ?? items[0];
  return (
    <div class="stack">
      <div class="split">
        <Panel title="Late rows by query" actions={<RangeChoice range={range} />}>
          <Loaded from={shares} lines={10}>
            {() => <LateTable items={items} chosen={shown?.query ?? ''} onChoose={choose} />}
          </Loaded>
        </Panel>
        <Panel title="Share of late rows" scope={shown === undefined ? undefined : `of ${shown.query}`}>
          {shares.data === undefined || shown === undefined ? (
            <EmptyNote>Choose a query to see its share over time.</EmptyNote>
          ) : (
            <LateChart shares={shares.data} item={shown} />
          )}
          <p class="field-hint">
            A row is late when the watermark, ten seconds behind event time, has passed the end of its window. Late rows
            are kept, and late order lines are added to revenue as corrections.
          </p>
        </Panel>
      </div>
      {shown !== undefined && <LateRowsPanel key={shown.query} query={shown.query} />}
    </div>
  );
}

interface LateTableProps {
  readonly items: readonly LateShare[];
  readonly chosen: string;
  readonly onChoose: (query: string) => void;
}

function LateTable({ items, chosen, onChoose }: LateTableProps) {
  const most = Math.max(...items.map(({ share }) => share), 0);
  const columns: readonly Column<LateShare>[] = [
    {
      key: 'query',
      title: 'Query',
      cell: ({ query }) => (
        <button type="button" class="link" onClick={() => onChoose(query)}>
          {query}
        </button>
      ),
    },
    { key: 'rows', title: 'Rows', isNumber: true, cell: ({ rows }) => formatCount(rows) },
    { key: 'late', title: 'Late', isNumber: true, cell: ({ late }) => formatCount(late) },
    { key: 'share', title: 'Share', isNumber: true, cell: ({ share }) => shareText(share, formatPercent) },
    {
      key: 'bar',
      title: 'Against the most',
      isWide: true,
      cell: ({ share }) => share > 0 && <ShareBar share={share / most} />,
    },
  ];
  return (
    <DataTable
      caption="Late rows by query"
      columns={columns}
      rows={items}
      keyOf={({ query }) => query}
      chosen={chosen}
      empty="No query had rows in this time. Choose a longer time, or send events."
    />
  );
}
