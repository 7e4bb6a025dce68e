/** The order lines that came in last, newest on top. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { formatClockWithSeconds, formatMoney } from '../../figures/format.ts';
import { type LiveState, tableNamed } from '../../live/live-state.ts';
import { usePaced } from '../../parts/paced.ts';
import { EmptyNote, Panel } from '../../parts/panel.tsx';
import { lastOrders, type OrderLine } from './last-orders.ts';

const LINES = 8;
/** A busy shop sells faster than anyone reads: the list moves at a pace that the eye can follow. */
const MOVES_EVERY_MS = 500;
/** Where more lines are new, nothing is: a list that flashes as a whole tells nothing. */
const MOST_HIGHLIGHTED = 3;

export function OrdersPanel({ state }: { readonly state: LiveState }) {
  const orders = lastOrders(usePaced(tableNamed(state, 'orders'), MOVES_EVERY_MS), LINES);
  const highlighted = useArrivals(orders) <= MOST_HIGHLIGHTED;
  return (
    <Panel title="Latest orders" scope="as they come" area="orders">
      {orders.length === 0 ? (
        <EmptyNote>The next order shows here the moment it is counted.</EmptyNote>
      ) : (
        <ol class="ticker">
          {orders.map((order) => (
            <OrderRow key={order.eventId} order={order} currency={state.currency} highlighted={highlighted} />
          ))}
        </ol>
      )}
    </Panel>
  );
}

/** How many of the lines were not there when the list was last drawn. */
function useArrivals(orders: readonly OrderLine[]): number {
  const before = useRef<ReadonlySet<string>>(new Set());
  const arrivals = orders.filter((order) => !before.current.has(order.eventId)).length;
  useEffect(() => {
    before.current = new Set(orders.map((order) => order.eventId));
  });
  return arrivals;
}

interface OrderRowProps {
  readonly order: OrderLine;
  readonly currency: string;
  /** Read when the row appears: it keeps the look that it came with. */
  readonly highlighted: boolean;
}

function OrderRow({ order, currency, highlighted }: OrderRowProps) {
  const [look] = useState(highlighted ? 'arriving' : '');
  return (
    <li class={look}>
      <time dateTime={new Date(order.atMs).toISOString()}>{formatClockWithSeconds(order.atMs)}</time>
      <span class="name" title={`Order ${order.orderId}`}>
        {order.quantity > 1 && <span class="times">{order.quantity} × </span>}
        {order.productId} <span class="aside">{order.category}</span>
      </span>
      <span class="strong">{formatMoney(order.amount, currency)}</span>
    </li>
  );
}
