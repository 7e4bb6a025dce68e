/** Open visits as a table: a row for each visitor, which leads to what the visitor does. */
import { formatCount, formatCountry } from '../../figures/format.ts';
import { moneyText } from '../../figures/money-text.ts';
import { useLive } from '../../live/live-provider.tsx';
import type { SteadyRow } from '../../live/steady-rows.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { Tag } from '../../parts/tag.tsx';
import { TimeText } from '../../parts/time-text.tsx';
import type { OpenVisit } from './answers.ts';
import { DEVICE_WORDS, STATE_TONES, STATE_WORDS, visitorPath, whereNow } from './words.ts';

type Row = SteadyRow<OpenVisit>;

export function OpenTable({ rows }: { readonly rows: readonly Row[] }) {
  const currency = useLive((state) => state.currency);
  return (
    <DataTable
      caption="Visitors in the shop"
      columns={columnsIn(currency)}
      rows={rows}
      keyOf={({ item }) => item.visitor}
      empty="Nobody is in the shop who fits. Visits show here with their first event, and until half an hour has passed without one."
    />
  );
}

function columnsIn(currency: string): readonly Column<Row>[] {
  return [
    { key: 'visitor', title: 'Visitor', cell: ({ item }) => <VisitorName {...item} /> },
    {
      key: 'state',
      title: 'Visit',
      cell: ({ item, isGone }) =>
        isGone ? <Tag>Has left the list</Tag> : <Tag tone={STATE_TONES[item.state]}>{STATE_WORDS[item.state]}</Tag>,
    },
    { key: 'now', title: 'Now', isWide: true, cell: ({ item }) => <WhereNow visit={item} /> },
    { key: 'seen', title: 'Seen', cell: ({ item }) => <TimeText at={item.lastSeen} as="age" /> },
    { key: 'since', title: 'Since', cell: ({ item }) => <TimeText at={item.start} as="age" /> },
    { key: 'cart', title: 'Cart', isNumber: true, cell: ({ item }) => cartText(item, currency) },
    { key: 'orders', title: 'Ordered', isNumber: true, cell: ({ item }) => orderText(item, currency) },
    { key: 'pages', title: 'Pages', isNumber: true, cell: ({ item }) => formatCount(item.pageViews) },
    { key: 'events', title: 'Events', isNumber: true, cell: ({ item }) => formatCount(item.events) },
    { key: 'device', title: 'Device', cell: ({ item }) => DEVICE_WORDS[item.device] },
    {
      key: 'country',
      title: 'Country',
      cell: ({ item }) => (item.country === null ? '–' : formatCountry(item.country)),
    },
  ];
}

/** The name leads to the visitor; below it stands what kind of visitor it is. */
function VisitorName({ visitor, isUser, segment }: OpenVisit) {
  return (
    <span class="visitor-name">
      <a href={visitorPath(visitor)} title={visitor}>
        {visitor}
      </a>
      <small>{isUser ? (segment ?? 'signed in') : 'without a name'}</small>
    </span>
  );
}

/** What was done last, and to what. */
export function WhereNow({ visit }: { readonly visit: OpenVisit }) {
  const { done, what } = whereNow(visit);
  return (
    <span title={what === null ? done : `${done} ${what}`}>
      {what === null ? done : <span class="faint">{done}</span>} {what}
    </span>
  );
}

function cartText({ cartPieces, cartValue }: OpenVisit, currency: string): string {
  return cartPieces === 0 ? '–' : moneyText(cartValue, currency);
}

function orderText({ orders, revenue }: OpenVisit, currency: string): string {
  return orders === 0 ? '–' : moneyText(revenue, currency);
}
