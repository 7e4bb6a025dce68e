/** The order lines that came in last, newest on top. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { formatMoney } from '../../figures/format.ts';
import { type LiveState, tableNamed } from '../../live/live-state.ts';
import { usePaced } from '../../parts/paced.ts';
import { EmptyNote, Panel } from '../../parts/panel.tsx';
import { TimeText } from '../../parts/time-text.tsx';
import { useHeld } from '../../parts/use-held.ts';
import { lastOrders, type OrderLine } from './last-orders.ts';

const LINES = 8;
/** A busy shop sells faster than anyone reads: the list moves at a pace that the eye can follow. */
const MOVES_EVERY_MS = 500;
/** Where more lines are new, nothing is: a list that flashes as a whole tells nothing. */
const MOST_HIGHLIGHTED = 3;

export function OrdersPanel({ state, category }: { readonly state: LiveState; readonly category: string }) {
  const { isHeld, hand } = useHeld();
  const orders = useKept(lastOrders(usePaced(tableNamed(state, 'orders'), MOVES_EVERY_MS), category, LINES), isHeld);
  const highlighted = useArrivals(orders) <= MOST_HIGHLIGHTED;
  return (
    <Panel title="Latest orders" scope={isHeld ? 'held while you point' : 'as they come'} area="orders">
      {orders.length === 0 ? (
        <EmptyNote>The next order shows here the moment it is counted.</EmptyNote>
      ) : (
        <ol class="ticker" {...hand}>
          {orders.map((order) => (
            <OrderRow key={order.eventId} order={order} currency={state.currency} highlighted={highlighted} />
          ))}
        </ol>
      )}
    </Panel>
  );
}

/** The value as it was when the hand came, until it goes. */
function useKept<Value>(value: Value, isHeld: boolean): Value {
  const kept = useRef(value);
  if (!isHeld) kept.current = value;
  return kept.current;
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
      <TimeText at={order.atMs} as="clock" />
      <span class="name" title={`${order.productId}, order ${order.orderId}`}>
        {order.quantity > 1 && <span class="times">{order.quantity} × </span>}
        {order.productId} <span class="aside">{order.category}</span>
      </span>
      <span class="strong">{formatMoney(order.amount, currency)}</span>
    </li>
  );
}
