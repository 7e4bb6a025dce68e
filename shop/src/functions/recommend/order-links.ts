/** Which products are bought together: the lines of one order link each other both ways. */
import type { FoldTables } from '@millrace/engine/fold/fold.ts';
import type { RecommendSettings } from './recommend-settings.ts';
import type { VisitorRecord } from './visitor-memory.ts';
import { ProductLinks, type WeightedList } from './weighted-list.ts';

/** One line of an order. */
export interface OrderLine {
  readonly visitor: VisitorRecord;
  readonly number: number;
  /** Null when the shop does not say: then what one visit buys is one order. */
  readonly orderId: string | null;
  readonly timeMs: number;
}

/** A line with the lists that it will change, as they are before. */
export interface OrderLineFind extends OrderLine {
  readonly order: string;
  readonly isRepeated: boolean;
  readonly own: WeightedList;
  readonly others: readonly WeightedList[];
}

/** Lines of one order that are linked: the latest. */
const LINKED_LINES = 10;

export class OrderLinks {
  readonly bought: ProductLinks;
  readonly #halfLifeMs: number;

  constructor(tables: FoldTables, settings: RecommendSettings) {
    this.bought = new ProductLinks(tables, 'recommend-bought', settings);
    this.#halfLifeMs = settings.linkHalfLifeMs;
  }

  /** Reads only. */
  find(line: OrderLine): OrderLineFind {
    const { visitor, number, orderId } = line;
    const order = orderId ?? `visit ${visitor.sessionId ?? visitor.session}`;
    const basket = order === visitor.order ? visitor.basket : [];
    const isRepeated = basket.includes(number);
    const others = isRepeated ? [] : basket.map((other) => this.bought.of(other));
    return { ...line, order, isRepeated, own: this.bought.of(number), others };
  }

  apply({ visitor, number, timeMs, order, isRepeated, own, others }: OrderLineFind): void {
    if (order !== visitor.order) visitor.basket = [];
    visitor.order = order;
    if (isRepeated) return;
    const points = { points: 1, timeMs, halfLifeMs: this.#halfLifeMs };
    for (const list of others) {
      this.bought.link(list, number, points);
      this.bought.link(own, list[0] ?? 0, points);
    }
    visitor.basket.push(number);
    if (visitor.basket.length > LINKED_LINES) visitor.basket.shift();
  }
}
