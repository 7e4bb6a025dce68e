/** One line of a bill: so much of something, at its price. */
import type { PriceName, Prices } from './prices.ts';

export const PARTS = ['collect', 'stream', 'functions', 'sql', 'serve', 'warehouse', 'watch', 'network'] as const;
export type Part = (typeof PARTS)[number];

export interface BillLine {
  readonly part: Part;
  readonly name: string;
  /** In the unit of the price, a month. */
  readonly quantity: number;
  readonly price: PriceName;
  /** How the quantity comes about, in figures. */
  readonly basis: string;
}

/** In dollars a month. */
export function amountOf({ quantity, price }: BillLine, prices: Prices): number {
  return quantity * prices.of(price).usd;
}

export function totalOf(lines: readonly BillLine[], prices: Prices): number {
  return lines.reduce((sum, line) => sum + amountOf(line, prices), 0);
}
