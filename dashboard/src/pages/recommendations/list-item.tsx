/** One recommended product: what it is, how strongly it is recommended, and each reason with its part of that. */
import type { ProductItem } from '../../api/use-products.ts';
import { formatMoney, formatPercent } from '../../figures/format.ts';
import { useLive } from '../../live/live-provider.tsx';
import { ProductName } from '../../parts/product-name.tsx';
import { ShareBar } from '../../parts/share-bar.tsx';
import type { RecommendedItem } from './recommendation-list.ts';

interface ListItemProps {
  readonly item: RecommendedItem;
  /** Undefined while the catalogue knows nothing of it. */
  readonly product: ProductItem | undefined;
  /** The score of the first. */
  readonly best: number;
}

export function ListItem({ item: { productId, category, score, reasons = [] }, product, best }: ListItemProps) {
  const currency = useLive((state) => state.currency);
  const whole = reasons.reduce((sum, { weight }) => sum + weight, 0);
  const facts = [
    category,
    product?.price == null ? null : formatMoney(Number(product.price), currency),
    product?.onHand == null ? null : `${product.onHand} in stock`,
  ];
  return (
    <li>
      <div class="recommended-head">
        <ProductName productId={productId} name={product?.name} />
        <span class="faint">{facts.filter(Boolean).join(' · ')}</span>
      </div>
      <ShareBar share={best > 0 ? score / best : 0} />
      <ul>
        {reasons.map(({ code, about, weight, text }) => (
          <li key={`${code} ${about}`}>
            <span>{text}</span>
            <span class="faint">{whole > 0 ? formatPercent(weight / whole) : ''}</span>
          </li>
        ))}
      </ul>
    </li>
  );
}
