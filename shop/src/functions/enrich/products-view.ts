/** What the catalogue says of each product, for those who list, search and name products. Stock is not in it: it moves. */
import { moneyOf } from '../features/money-of.ts';
import type { FunctionView, ViewOutput } from '../view-output.ts';
import type { StoredProduct } from './product-catalogue.ts';

export const PRODUCTS_VIEW: FunctionView = {
  name: 'products',
  columns: {
    productId: 'STRING',
    name: 'STRING',
    brand: 'STRING',
    category: 'STRING',
    price: 'DECIMAL',
    hidden: 'BOOLEAN',
  },
  key: ['productId'],
  feedLength: 20_000,
};

export function productOutput(productId: string, product: StoredProduct): ViewOutput {
  const { name, brand, category, priceTenThousandths, hidden } = product;
  const price = priceTenThousandths === null ? null : moneyOf(priceTenThousandths);
  return { view: PRODUCTS_VIEW.name, key: [productId], row: { productId, name, brand, category, price, hidden } };
}
