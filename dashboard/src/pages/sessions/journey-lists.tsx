/** The lists of journeys: what each shows. */
import { withQuery } from '../../api/request.ts';
import { formatCount, formatDuration, formatPercent } from '../../figures/format.ts';
import { moneyNumber, parseMoney } from '../../figures/money.ts';
import { moneyText } from '../../figures/money-text.ts';
import type { Column } from '../../parts/data-table.tsx';
import { Tag } from '../../parts/tag.tsx';
import { TimeText } from '../../parts/time-text.tsx';
import { visitorPath } from './words.ts';

/** What the lists say; each has some of it. */
export interface JourneyItem {
  readonly eventId: string;
  readonly userId: string | null;
  readonly productId: string | null;
  readonly category: string;
  readonly amount?: string | null;
  readonly quantity?: number;
  readonly addedAt?: string;
  readonly boughtAt?: string;
  readonly viewedAt?: string;
  readonly returnedAt?: string;
  readonly leftAt?: string;
  readonly views?: number;
  readonly secondsToCart?: number;
  readonly secondsToBuy?: number;
  readonly minutesAway?: number;
  readonly priceBefore?: string;
  readonly priceNow?: string;
  readonly bought?: boolean;
}

/** One list: what it is called, what is in it, what fills it, and its columns. */
interface Journey {
  readonly title: string;
  readonly about: string;
  readonly empty: string;
  readonly columns: (currency: string) => readonly Column<JourneyItem>[];
}

type JourneyColumn = Column<JourneyItem>;

/** @param from and to: what the visitor did around it. */
function visitor(
  span: (item: JourneyItem) => { readonly from?: string | undefined; readonly to?: string | undefined },
): JourneyColumn {
  return {
    key: 'visitor',
    title: 'Visitor',
    cell: (item) =>
      item.userId === null ? '–' : <a href={withQuery(visitorPath(item.userId), { ...span(item) })}>{item.userId}</a>,
  };
}

const PRODUCT: readonly JourneyColumn[] = [
  {
    key: 'product',
    title: 'Product',
    isWide: true,
    cell: ({ productId }) => <span title={productId ?? ''}>{productId ?? '–'}</span>,
  },
  { key: 'category', title: 'Category', cell: ({ category }) => category },
];

function moment(key: 'addedAt' | 'boughtAt' | 'returnedAt', title: string): JourneyColumn {
  return { key, title, cell: (item) => <TimeText at={item[key] ?? ''} /> };
}

function amount(currency: string, title: string): JourneyColumn {
  return {
    key: 'amount',
    title,
    isNumber: true,
    cell: ({ amount }) => (amount == null ? '–' : moneyText(amount, currency)),
  };
}

const PIECES: JourneyColumn = {
  key: 'quantity',
  title: 'Pieces',
  isNumber: true,
  cell: ({ quantity }) => formatCount(quantity ?? 0),
};

/** Enough around a moment to see how it came to it. */
const HALF_HOUR_MS = 1_800_000;

function around(time: string | undefined): { from?: string; to?: string } {
  const ms = Date.parse(time ?? '');
  if (Number.isNaN(ms)) return {};
  return { from: new Date(ms - HALF_HOUR_MS).toISOString(), to: new Date(ms + HALF_HOUR_MS).toISOString() };
}

export const JOURNEYS = {
  'abandoned-carts': {
    title: 'Abandoned carts',
    about: 'neither bought nor taken out within thirty minutes',
    empty:
      'No cart was left in this time. One shows half an hour after something was put into it; choose a longer time.',
    columns: (currency) => [
      moment('addedAt', 'Left'),
      visitor(({ addedAt }) => around(addedAt)),
      ...PRODUCT,
      PIECES,
      amount(currency, 'Worth'),
    ],
  },
  purchases: {
    title: 'Purchases',
    about: 'looked at, put into the cart and bought within thirty minutes',
    empty: 'Nothing was bought after a look in this time; choose a longer time.',
    columns: (currency) => [
      moment('boughtAt', 'Bought'),
      visitor(({ boughtAt }) => around(boughtAt)),
      ...PRODUCT,
      { key: 'views', title: 'Looks', isNumber: true, cell: ({ views }) => formatCount(views ?? 0) },
      { key: 'toCart', title: 'To the cart', isNumber: true, cell: ({ secondsToCart }) => seconds(secondsToCart) },
      { key: 'toBuy', title: 'To the order', isNumber: true, cell: ({ secondsToBuy }) => seconds(secondsToBuy) },
      amount(currency, 'Amount'),
    ],
  },
  'price-drop-returns': {
    title: 'Back for a lower price',
    about: 'left in the cart, and taken for less half an hour to six hours later',
    empty: 'Nobody came back for a lower price in this time; choose a longer time.',
    columns: (currency) => [
      moment('returnedAt', 'Came back'),
      visitor(({ returnedAt }) => around(returnedAt)),
      ...PRODUCT,
      { key: 'away', title: 'Away', isNumber: true, cell: ({ minutesAway }) => seconds((minutesAway ?? 0) * 60) },
      {
        key: 'before',
        title: 'Price then',
        isNumber: true,
        cell: ({ priceBefore }) => moneyText(priceBefore ?? '', currency),
      },
      { key: 'now', title: 'Price now', isNumber: true, cell: ({ priceNow }) => moneyText(priceNow ?? '', currency) },
      { key: 'drop', title: 'Less by', isNumber: true, cell: drop },
      {
        key: 'bought',
        title: 'Then',
        cell: ({ bought }) => (bought ? <Tag tone="good">Bought</Tag> : <Tag>Into the cart</Tag>),
      },
    ],
  },
} as const satisfies Readonly<Record<string, Journey>>;

export type JourneyName = keyof typeof JOURNEYS;

function seconds(count: number | undefined): string {
  return formatDuration((count ?? 0) * 1_000);
}

/** By how much less, as a share of the price before. */
function drop({ priceBefore, priceNow }: JourneyItem): string {
  const before = moneyNumber(parseMoney(priceBefore));
  return before === 0 ? '–' : formatPercent(1 - moneyNumber(parseMoney(priceNow)) / before);
}
