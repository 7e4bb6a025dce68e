/** What the server says of stock. Documented at /docs. */

export interface StockItem {
  readonly productId: string;
  readonly name: string | null;
  readonly brand: string | null;
  readonly category: string | null;
  /** Exact decimals are text. */
  readonly price: string | null;
  readonly hidden: boolean;
  readonly movedAt: string;
  readonly onHand: number;
  readonly onOrder: number;
  readonly threshold: number;
  readonly soldADay: string;
  readonly daysOfCover: string | null;
  readonly reorder: number;
}

export interface StockSummary {
  readonly products: number;
  readonly belowThreshold: number;
  readonly nothingLeft: number;
  readonly toReorder: number;
  readonly piecesToReorder: number;
  readonly categories: readonly {
    readonly category: string;
    readonly products: number;
    readonly belowThreshold: number;
  }[];
}

export interface FiringAlert {
  readonly fingerprint: string;
  readonly startsAt: string;
  readonly productId: string;
  readonly name: string | null;
  readonly category: string | null;
  readonly onHand: number | null;
  readonly threshold: number | null;
  readonly daysOfCover: string | null;
  readonly reorder: number | null;
  readonly suppressedBy: string | null;
  readonly acknowledged: { readonly by: string; readonly at: string; readonly note: string } | null;
  readonly silence: {
    readonly id: string;
    readonly endsAt: string;
    readonly createdBy: string;
    readonly comment: string;
  } | null;
}

export interface FastMover {
  readonly windowStart: string;
  readonly windowEnd: string;
  readonly productId: string;
  readonly soldInAnHour: number;
  readonly usuallyAnHour: string;
}
