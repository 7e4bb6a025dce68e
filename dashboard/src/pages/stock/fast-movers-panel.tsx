/** Products that sell far faster within an hour than they use to, the newest word on each. */
import { withQuery } from '../../api/request.ts';
import { useFetched } from '../../api/use-fetched.ts';
import { formatCount, formatDecimal } from '../../figures/format.ts';
import { useLiveState } from '../../live/live-provider.tsx';
import { tableNamed } from '../../live/live-state.ts';
import { useReloadOn } from '../../live/use-reload-on.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Panel } from '../../parts/panel.tsx';
import { ProductName } from '../../parts/product-name.tsx';
import { TimeText } from '../../parts/time-text.tsx';
import type { FastMover, ProductItem } from './stock-item.ts';

const ROWS = 100;
const SHOWN = 10;
const REFRESH_MS = 30_000;

export function FastMoversPanel() {
  const state = useLiveState();
  const path = withQuery('/v1/inventory/fast-movers', { limit: ROWS });
  const movers = useFetched<{ readonly items: readonly FastMover[] }>(path, { everyMs: REFRESH_MS });
  useReloadOn([tableNamed(state, 'fast_movers')], movers.reload);
  const newest = movers.data && newestOfEach(movers.data.items).slice(0, SHOWN);
  const names = useNames(newest?.map(({ productId }) => productId) ?? []);
  return (
    <Panel title="Fast movers" scope="within an hour">
      <Loaded from={{ ...movers, data: newest }} lines={6}>
        {(rows) => (
          <DataTable
            caption="Products that sell faster than usual"
            columns={columnsWith(names)}
            rows={rows}
            keyOf={({ productId }) => productId}
            empty="No product sells faster than usual. One stands here when ten pieces and three times its pace go within an hour."
          />
        )}
      </Loaded>
    </Panel>
  );
}

/** The rows come newest first. */
function newestOfEach(movers: readonly FastMover[]): readonly FastMover[] {
  const seen = new Set<string>();
  return movers.filter(({ productId }) => !seen.has(productId) && seen.add(productId));
}

function useNames(ids: readonly string[]): ReadonlyMap<string, string | null> {
  const known = ids.filter((id) => !id.includes(','));
  const path = known.length === 0 ? null : withQuery('/v1/products', { ids: known.join() });
  const { data } = useFetched<{ readonly items: readonly ProductItem[] }>(path);
  return new Map(data?.items.map(({ productId, name }) => [productId, name]));
}

function columnsWith(names: ReadonlyMap<string, string | null>): readonly Column<FastMover>[] {
  return [
    {
      key: 'product',
      title: 'Product',
      isWide: true,
      cell: ({ productId }) => <ProductName productId={productId} name={names.get(productId)} />,
    },
    {
      key: 'sold',
      title: 'In an hour',
      isNumber: true,
      cell: ({ soldInAnHour, usuallyAnHour }) => (
        <span title={`usually ${formatDecimal(Number(usuallyAnHour), 1)} an hour`}>
          <b>{formatCount(soldInAnHour)}</b>{' '}
          {Number(usuallyAnHour) > 0 && (
            <span class="faint">{`${formatDecimal(soldInAnHour / Number(usuallyAnHour), 1)}×`}</span>
          )}
        </span>
      ),
    },
    { key: 'when', title: 'When', isNumber: true, cell: ({ windowStart }) => <TimeText at={windowStart} as="age" /> },
  ];
}
