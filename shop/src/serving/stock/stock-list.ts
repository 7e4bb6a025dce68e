/** Which products a list of stock shows, in which order, and which of them a page holds. */
import type { KeyPart, ViewKey } from '@millrace/engine/views/view-store.ts';
import type { ProductLine, ProductTable, StockFigures } from './product-table.ts';

/** A product that has a stock. */
export type StockLine = ProductLine & { readonly stock: StockFigures };

type SortValue = string | number | null;

const SORT_VALUES = {
  productId: ({ productId }) => productId,
  name: ({ facts: { name } }) => name?.toLowerCase() ?? null,
  category: ({ facts: { category } }) => category?.toLowerCase() ?? null,
  price: ({ facts: { price } }) => (price === null ? null : Number(price)),
  onHand: ({ stock }) => stock.onHand,
  soldADay: ({ stock }) => stock.pace,
  daysOfCover: ({ stock }) => stock.cover,
  reorder: ({ stock }) => stock.reorder,
  movedAt: ({ stock }) => stock.movedAt,
} as const satisfies Readonly<Record<string, (line: StockLine) => SortValue>>;

export type StockSort = keyof typeof SORT_VALUES;
export const STOCK_SORTS = Object.keys(SORT_VALUES) as readonly StockSort[];

export const STOCK_LIMITS = ['threshold', 'reorder', 'zero'] as const;
export type StockLimit = (typeof STOCK_LIMITS)[number];

export interface StockFilter {
  /** Below their threshold, of which something should be ordered, or of which nothing is left. */
  readonly below?: StockLimit;
  readonly category?: string;
  /** Words that must all be in id, name or brand. */
  readonly search?: string;
}

export interface StockOrder {
  readonly sort: StockSort;
  readonly descending: boolean;
}

/** Where a line stands in an order: what it is sorted by, then its id. What has no value stands last, either way round. */
type Place = readonly [value: SortValue, productId: string];

export interface StockPage {
  readonly lines: readonly StockLine[];
  /** Of the last line, when there are more. */
  readonly next: ViewKey | undefined;
}

export interface StockPageRequest extends StockFilter, StockOrder {
  readonly after?: ViewKey | undefined;
  readonly limit: number;
}

/** How many columns a cursor's key has. */
export const STOCK_CURSOR_PARTS = 2;

export async function stockPage(products: ProductTable, request: StockPageRequest): Promise<StockPage> {
  const { limit, after } = request;
  const accepts = stockFilter(request);
  const behind = after && ([sortValue(after[0]), String(after[1])] as const);
  const first = new FirstLines(limit + 1, request);
  await products.scan((line) => {
    if (accepts(line)) first.offer(line, behind);
  });
  const lines = first.lines.slice(0, limit);
  const last = lines.at(-1);
  return { lines, next: first.lines.length > limit && last ? placeOf(last, request.sort) : undefined };
}

/** Says of each line whether it has a stock and passes the filter. */
export function stockFilter({ below, category, search }: StockFilter): (line: ProductLine) => line is StockLine {
  const words = (search ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  return (line): line is StockLine =>
    line.stock !== null &&
    isBelow(line.stock, below) &&
    (category === undefined || line.facts.category === category) &&
    words.every((word) => line.words.includes(word));
}

export function isBelow({ onHand, threshold, reorder }: StockFigures, below: StockLimit | undefined): boolean {
  switch (below) {
    case 'threshold':
      return onHand < threshold;
    case 'reorder':
      return reorder > 0;
    case 'zero':
      return onHand <= 0;
    default:
      return true;
  }
}

/** The lines that come first behind a place, as many as are wanted: all that is kept of a scan. */
class FirstLines {
  readonly lines: StockLine[] = [];
  readonly #places: Place[] = [];
  readonly #wanted: number;
  readonly #order: StockOrder;

  constructor(wanted: number, order: StockOrder) {
    this.#wanted = wanted;
    this.#order = order;
  }

  offer(line: StockLine, behind: Place | undefined): void {
    const place = placeOf(line, this.#order.sort);
    if (behind && this.#compare(place, behind) <= 0) return;
    const last = this.#places.at(-1);
    if (this.lines.length === this.#wanted && last && this.#compare(place, last) >= 0) return;
    const index = this.#indexFor(place);
    this.lines.splice(index, 0, line);
    this.#places.splice(index, 0, place);
    if (this.lines.length > this.#wanted) {
      this.lines.pop();
      this.#places.pop();
    }
  }

  #indexFor(place: Place): number {
    let [low, high] = [0, this.#places.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#places[middle];
      if (other && this.#compare(other, place) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #compare(left: Place, right: Place): number {
    const [leftValue, leftId] = left;
    const [rightValue, rightId] = right;
    if (leftValue !== rightValue) {
      if (leftValue === null) return 1;
      if (rightValue === null) return -1;
      return leftValue < rightValue === this.#order.descending ? 1 : -1;
    }
    return leftId === rightId ? 0 : leftId < rightId ? -1 : 1;
  }
}

function placeOf(line: StockLine, sort: StockSort): Place {
  return [SORT_VALUES[sort](line), line.productId];
}

function sortValue(part: KeyPart | undefined): SortValue {
  return typeof part === 'string' || typeof part === 'number' ? part : null;
}
