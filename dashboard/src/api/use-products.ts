/** What the catalogue says of some products, by their ids. */
import { withQuery } from './request.ts';
import { useFetched } from './use-fetched.ts';

/** Documented at /docs. */
export interface ProductItem {
  readonly productId: string;
  readonly name: string | null;
  readonly brand: string | null;
  readonly category: string | null;
  readonly price: string | null;
  readonly hidden: boolean;
  readonly onHand: number | null;
  readonly threshold: number | null;
  readonly daysOfCover: string | null;
}

export type Products = ReadonlyMap<string, ProductItem>;

/** Those that are known by now; in whatever order the ids stand, it is one question. */
export function useProducts(ids: readonly string[]): Products {
  // Ids are told in one list: one with a comma in it would be taken for two.
  const known = [...new Set(ids)].filter((id) => !id.includes(',')).sort();
  const path = known.length === 0 ? null : withQuery('/v1/products', { ids: known.join() });
  const { data } = useFetched<{ readonly items: readonly ProductItem[] }>(path);
  return new Map(data?.items.map((product) => [product.productId, product]));
}
