/** Products that sell far faster within an hour than they use to, the newest word on each. */
import { withQuery } from '../../api/request.ts';
import { useFetched } from '../../api/use-fetched.ts';
import { type Products, useProducts } from '../../api/use-products.ts';
import { formatCount, formatDecimal } from '../../figures/format.ts';
import { useLive } from '../../live/live-provider.tsx';
import { tableNamed } from '../../live/live-state.ts';
import { useReloadOn } from '../../live/use-reload-on.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Panel } from '../../parts/panel.tsx';
import { ProductName } from '../../parts/product-name.tsx';
import { TimeText } from '../../parts/time-text.tsx';
import type { FastMover } from './stock-item.ts';

const ROWS = 100;
const SHOWN = 10;
const REFRESH_MS = 30_000;

export function FastMoversPanel() {
  const path = withQuery('/v1/inventory/fast-movers', { limit: ROWS });
  const movers = useFetched<{ readonly items: readonly FastMover[] }>(path, { everyMs: REFRESH_MS });
  useReloadOn([useLive((state) => tableNamed(state, 'fast_movers'))], movers.reload);
  const newest = movers.data && newestOfEach(movers.data.items).slice(0, SHOWN);
  const products = useProducts(newest?.map(({ productId }) => productId) ?? []);
  return (
    <Panel title="Fast movers" scope="within an hour">
      <Loaded from={{ ...movers, data: newest }} lines={6}>
        {(rows) => (
          <DataTable
            caption="Products that sell faster than usual"
            columns={columnsWith(products)}
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

function columnsWith(products: Products): readonly Column<FastMover>[] {
  return [
    {
      key: 'product',
      title: 'Product',
      isWide: true,
      cell: ({ productId }) => <ProductName productId={productId} name={products.get(productId)?.name} />,
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
