/** A list of stock as a CSV file, from its first page to its last, written as fast as the reader takes it. */
import { csvCell } from '../warehouse/csv-cell.ts';
import type { ProductTable } from './product-table.ts';
import { type StockFilter, type StockLine, type StockOrder, stockPage } from './stock-list.ts';

const LINES_A_PAGE = 5_000;
const HEADINGS = [
  'productId',
  'name',
  'category',
  'brand',
  'price',
  'onHand',
  'onOrder',
  'threshold',
  'soldADay',
  'daysOfCover',
  'reorder',
  'movedAt',
];

/** Text piece by piece. Each page is read when the one before has been taken: what changes meanwhile may show or not. */
export async function* stockCsv(
  products: ProductTable,
  request: StockFilter & StockOrder,
): AsyncGenerator<string, void, undefined> {
  yield `${HEADINGS.join(',')}\n`;
  let page = await stockPage(products, { ...request, limit: LINES_A_PAGE });
  for (;;) {
    if (page.lines.length > 0) yield page.lines.map(csvLine).join('');
    if (!page.next) return;
    page = await stockPage(products, { ...request, limit: LINES_A_PAGE, after: page.next });
  }
}

function csvLine({ productId, facts, stock }: StockLine): string {
  const { name, category, brand, price } = facts;
  const { onHand, onOrder, threshold, soldADay, daysOfCover, reorder, movedAt } = stock;
  const figures = [onHand, onOrder, threshold, soldADay, daysOfCover, reorder, movedAt];
  return `${[productId, name, category, brand, price, ...figures].map(csvCell).join(',')}\n`;
}
