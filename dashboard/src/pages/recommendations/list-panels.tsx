/** One list: its products in order with the reasons in words, and beside it what was left out and why. */
import { useFetched } from '../../api/use-fetched.ts';
import { type Products, useProducts } from '../../api/use-products.ts';
import { Loaded } from '../../parts/loaded.tsx';
import { EmptyNote, Panel } from '../../parts/panel.tsx';
import { ProductName } from '../../parts/product-name.tsx';
import { Tag } from '../../parts/tag.tsx';
import { useHeld } from '../../parts/use-held.ts';
import { kindWords } from './kind-words.ts';
import { ListItem } from './list-item.tsx';
import type { ExcludedItem, RecommendationList } from './recommendation-list.ts';

const REFRESH_MS = 5_000;

export function ListPanels({ path }: { readonly path: string }) {
  const { isHeld, hand } = useHeld();
  // A list moves with each event of the shopper, but not under the reader's hand.
  const list = useFetched<RecommendationList>(path, isHeld ? {} : { everyMs: REFRESH_MS });
  const { data } = list;
  const products = useProducts([...(data?.items ?? []), ...(data?.excluded ?? [])].map(({ productId }) => productId));
  return (
    <div class="split" {...hand}>
      <Panel title="The list" scope={data && kindWords(data.kind).toLowerCase()}>
        <Loaded from={list} lines={10}>
          {(found) => <Items list={found} products={products} />}
        </Loaded>
      </Panel>
      <Panel title="Left out" scope="and why">
        <Loaded from={list} lines={4}>
          {({ excluded = [] }) => <Excluded items={excluded} products={products} />}
        </Loaded>
      </Panel>
    </div>
  );
}

function Items({
  list: { items, reason },
  products,
}: {
  readonly list: RecommendationList;
  readonly products: Products;
}) {
  const best = items[0]?.score ?? 1;
  return (
    <>
      {reason && <p class="list-reason">{reason.text}</p>}
      {items.length === 0 ? (
        <EmptyNote>There is nothing to recommend yet: no product that may be shown has drawn any interest.</EmptyNote>
      ) : (
        <ol class="recommended" aria-label="Recommended products">
          {items.map((item) => (
            <ListItem key={item.productId} item={item} product={products.get(item.productId)} best={best} />
          ))}
        </ol>
      )}
    </>
  );
}

function Excluded({ items, products }: { readonly items: readonly ExcludedItem[]; readonly products: Products }) {
  if (items.length === 0) return <EmptyNote>Nothing that spoke for itself was left out.</EmptyNote>;
  return (
    <ul class="excluded" aria-label="Products that were left out">
      {items.map(({ productId, code, text }) => (
        <li key={productId}>
          <ProductName productId={productId} name={products.get(productId)?.name} />
          <span>
            <Tag tone={code === 'out_of_stock' ? 'warn' : 'plain'}>{code.replaceAll('_', ' ')}</Tag> {text}
          </span>
        </li>
      ))}
    </ul>
  );
}
