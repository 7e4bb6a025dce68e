/** What the list of products says of each. Keys are what the server sorts by. */
import { formatCount, formatDecimal, formatMoney } from '../../figures/format.ts';
import type { Column } from '../../parts/data-table.tsx';
import { ProductName } from '../../parts/product-name.tsx';
import { Tag } from '../../parts/tag.tsx';
import { TimeText } from '../../parts/time-text.tsx';
import { coverText } from './cover-text.ts';
import { Level } from './level.tsx';
import type { StockItem } from './stock-item.ts';

type HrefOf = (productId: string) => string | undefined;

/**
 * @param currency ISO 4217.
 * @param hrefOf where a product's name leads; undefined for nowhere.
 */
export function productColumns(currency: string, hrefOf: HrefOf): readonly Column<StockItem>[] {
  return [
    {
      key: 'name',
      title: 'Product',
      isWide: true,
      isSortable: true,
      cell: ({ productId, name, hidden }) => (
        <>
          <ProductName productId={productId} name={name} href={hrefOf(productId)} />
          {hidden && <Tag>hidden</Tag>}
        </>
      ),
    },
    { key: 'onHand', title: 'Left / threshold', isNumber: true, isSortable: true, cell: (item) => <Level {...item} /> },
    {
      key: 'daysOfCover',
      title: 'Lasts',
      isNumber: true,
      isSortable: true,
      cell: ({ daysOfCover }) => coverText(daysOfCover),
    },
    {
      key: 'reorder',
      title: 'Order',
      isNumber: true,
      isSortable: true,
      cell: ({ reorder, onOrder }) => (
        <>
          {reorder > 0 ? <b>{formatCount(reorder)}</b> : <span class="faint">0</span>}
          {onOrder > 0 && <span class="faint"> + {formatCount(onOrder)} coming</span>}
        </>
      ),
    },
    {
      key: 'soldADay',
      title: 'Sold a day',
      isNumber: true,
      isSortable: true,
      cell: ({ soldADay }) => formatDecimal(Number(soldADay), 1),
    },
    {
      key: 'price',
      title: 'Price',
      isNumber: true,
      isSortable: true,
      cell: ({ price }) => (price === null ? '–' : formatMoney(Number(price), currency)),
    },
    { key: 'category', title: 'Category', isSortable: true, cell: ({ category }) => category ?? '–' },
    {
      key: 'movedAt',
      title: 'Last moved',
      isNumber: true,
      isSortable: true,
      cell: ({ movedAt }) => <TimeText at={movedAt} as="age" />,
    },
  ];
}
