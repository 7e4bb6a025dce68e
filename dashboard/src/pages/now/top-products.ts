/** The products that draw most interest at this moment. */
import { type LiveState, tableNamed } from '../../live/live-state.ts';

export interface TopProduct {
  readonly productId: string;
  readonly category: string;
  readonly score: number;
  readonly views: number;
  readonly carts: number;
  readonly purchases: number;
}

/** The highest scores, equal ones by name, as the pipeline ranks them. @param category only of this one; empty: of all. */
export function topProducts(state: LiveState, category: string, count: number): readonly TopProduct[] {
  const rows = [...tableNamed(state, 'trending_now').values()]
    .map((entry) => entry.row)
    .filter((row) => category === '' || row.category === category);
  rows.sort((a, b) => Number(b.score) - Number(a.score) || (String(a.productId) < String(b.productId) ? -1 : 1));
  return rows.slice(0, count).map((row) => ({
    productId: String(row.productId),
    category: String(row.category),
    score: Number(row.score),
    views: Number(row.views),
    carts: Number(row.carts),
    purchases: Number(row.purchases),
  }));
}
