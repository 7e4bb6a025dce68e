/** The products that draw most interest in the last five minutes. */
import { formatCount } from '../../figures/format.ts';
import type { LiveState } from '../../live/live-state.ts';
import { EmptyNote, Panel } from '../../parts/panel.tsx';
import { ShareBar } from '../../parts/share-bar.tsx';
import { type TopProduct, topProducts } from './top-lists.ts';

const PLACES = 8;

export function ProductsPanel({ state }: { readonly state: LiveState }) {
  const products = topProducts(state, PLACES);
  const highest = products[0]?.score ?? 1;
  return (
    <Panel title="Top products" scope="last 5 minutes" area="products">
      {products.length === 0 ? (
        <EmptyNote>The first ranking comes some seconds after the first visits.</EmptyNote>
      ) : (
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
      )}
    </Panel>
  );
}

function ProductRow({ product, share }: { readonly product: TopProduct; readonly share: number }) {
  return (
    <tr>
      <th scope="row">
        <span class="name">{product.productId}</span> <span class="aside">{product.category}</span>
        <ShareBar share={share} />
      </th>
      <td>{formatCount(product.views)}</td>
      <td>{formatCount(product.carts)}</td>
      <td>{formatCount(product.purchases)}</td>
    </tr>
  );
}
