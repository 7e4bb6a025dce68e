/** The products that draw most interest: of the last five minutes as they are told, or over a longer time. */
import { useFetched } from '../../api/use-fetched.ts';
import { formatCount } from '../../figures/format.ts';
import type { LiveState } from '../../live/live-state.ts';
import { Loaded } from '../../parts/loaded.tsx';
import { EmptyNote, Panel } from '../../parts/panel.tsx';
import { ShareBar } from '../../parts/share-bar.tsx';
import { sinceText } from './since-text.ts';
import { type TopProduct, topProducts } from './top-products.ts';

interface ProductsPanelProps {
  readonly state: LiveState;
  readonly category: string;
  /** Of `/v1/trending/hours`, with its parameters; null for the last five minutes. */
  readonly path: string | null;
}

interface ProductsAnswer {
  readonly from: string;
  readonly items: readonly TopProduct[];
}

const PLACES = 8;
const EVERY_MS = 30_000;

export function ProductsPanel({ state, category, path }: ProductsPanelProps) {
  const fetched = useFetched<ProductsAnswer>(path, { everyMs: EVERY_MS });
  const scope = path === null ? 'last 5 minutes' : fetched.data && sinceText(fetched.data.from);
  return (
    <Panel title="Top products" scope={scope} area="products">
      {path === null ? (
        <ProductsTable products={topProducts(state, category, PLACES)} />
      ) : (
        <Loaded from={fetched} lines={8}>
          {({ items }) => <ProductsTable products={items} />}
        </Loaded>
      )}
    </Panel>
  );
}

function ProductsTable({ products }: { readonly products: readonly TopProduct[] }) {
  const highest = products[0]?.score || 1;
  if (products.length === 0) return <EmptyNote>The first ranking comes some seconds after the first visits.</EmptyNote>;
  return (
    <table class="ranking">
      <thead>
        <tr>
          <th scope="col">Product</th>
          <th scope="col">Views</th>
          <th scope="col">Carts</th>
          <th scope="col">Sold</th>
        </tr>
      </thead>
      <tbody>
        {products.map((product) => (
          <ProductRow key={product.productId} product={product} share={product.score / highest} />
        ))}
      </tbody>
    </table>
  );
}

function ProductRow({ product, share }: { readonly product: TopProduct; readonly share: number }) {
  return (
    <tr>
      <th scope="row">
        <span class="name" title={product.productId}>
          {product.productId}
        </span>{' '}
        <span class="aside">{product.category}</span>
        <ShareBar share={share} />
      </th>
      <td>{formatCount(product.views)}</td>
      <td>{formatCount(product.carts)}</td>
      <td>{formatCount(product.purchases)}</td>
    </tr>
  );
}
