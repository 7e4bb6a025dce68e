/** All products with their stock: filtered, searched and sorted by the server, and exported as they are filtered. */
import { useParameter, useSetParameters } from '../../address/use-parameter.ts';
import { withQuery } from '../../api/request.ts';
import { usePages } from '../../api/use-pages.ts';
import { useLive } from '../../live/live-provider.tsx';
import { CategorySelect } from '../../parts/category-select.tsx';
import { Choice } from '../../parts/choice.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { SearchField } from '../../parts/fields.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { MoreButton } from '../../parts/more-button.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useHeld } from '../../parts/use-held.ts';
import { useMay } from '../../session/session-provider.tsx';
import { productColumns } from './product-columns.tsx';
import type { StockItem, StockSummary } from './stock-item.ts';

const REFRESH_MS = 10_000;
const LIMIT = 50;
const SHOWN = [
  ['all', 'All'],
  ['threshold', 'Low'],
  ['reorder', 'To order'],
  ['zero', 'Gone'],
] as const;

interface ProductsPanelProps {
  readonly categories: StockSummary['categories'];
}

export function ProductsPanel({ categories }: ProductsPanelProps) {
  const currency = useLive((state) => state.currency);
  const [show, setShow] = useParameter('show', 'all');
  const [category, setCategory] = useParameter('category');
  const [search, setSearch] = useParameter('search');
  const [sort] = useParameter('sort', 'daysOfCover');
  const [order] = useParameter('order', 'ascending');
  const setParameters = useSetParameters();
  const mayRecommend = useMay('staff');
  const hrefOf = (id: string) => (mayRecommend ? withQuery('/recommendations', { of: 'similar', id }) : undefined);
  const { isHeld, hand } = useHeld();
  const asked = { below: show === 'all' ? undefined : show, category, search, sort, order };
  // Rows that are sorted by what changes would move under the reader's hand.
  const every = isHeld ? {} : { everyMs: REFRESH_MS };
  const products = usePages<StockItem>(withQuery('/v1/inventory', { ...asked, limit: LIMIT }), every);
  const onSort = ({ by, descending }: { readonly by: string; readonly descending: boolean }) =>
    setParameters({ sort: by === 'daysOfCover' ? '' : by, order: descending ? 'descending' : '' });
  return (
    <Panel title="Products" actions={<ExportLink path={withQuery('/v1/inventory/export', asked)} />}>
      <div class="toolbar stock-toolbar">
        <Choice label="Which products" options={SHOWN} value={chosen(show)} onChoose={setShow} />
        <CategorySelect value={category} categories={categories.map((one) => one.category)} onChoose={setCategory} />
        <SearchField
          label="Search by id, name or brand"
          value={search}
          onSearch={(text) => setSearch(text, { replace: true })}
        />
      </div>
      <div {...hand}>
        <Loaded from={{ ...products, data: products.items }} lines={12}>
          {(items) => (
            <DataTable
              caption="Products and their stock"
              columns={productColumns(currency, hrefOf)}
              rows={items}
              keyOf={({ productId }) => productId}
              sorting={{ by: sort, descending: order === 'descending' }}
              onSort={onSort}
              empty={emptyText(show === 'all' && category === '' && search === '')}
            />
          )}
        </Loaded>
        <MoreButton more={products.more} />
      </div>
    </Panel>
  );
}

/** A link, so that the browser takes the file as it comes. */
function ExportLink({ path }: { readonly path: string }) {
  return (
    <a class="button" href={path} download="stock.csv">
      Export as CSV
    </a>
  );
}

function chosen(show: string): (typeof SHOWN)[number][0] | null {
  return SHOWN.find(([value]) => value === show)?.[0] ?? null;
}

function emptyText(isWhole: boolean): string {
  return isWhole
    ? 'No stock is known yet. It comes with the first inventory_update or purchase of a product, or from a database.'
    : 'No product is like that. Choose other filters, or search for less.';
}
