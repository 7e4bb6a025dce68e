/** The order lines that came in last, newest on top. */
import { formatClockWithSeconds, formatMoney } from '../figures/format.ts';
import { lastOrders, type OrderLine } from '../figures/last-orders.ts';
import { type LiveState, tableNamed } from '../state/live-state.ts';
import { usePaced } from '../state/paced.ts';
import { EmptyNote, Panel } from './panel.tsx';

const LINES = 8;
/** A busy shop sells faster than anyone reads: the list moves at a pace that the eye can follow. */
const MOVES_EVERY_MS = 500;

export function OrdersPanel({ state }: { readonly state: LiveState }) {
  const orders = lastOrders(usePaced(tableNamed(state, 'orders'), MOVES_EVERY_MS), LINES);
  return (
    <Panel title="Latest orders" scope="as they come" area="orders">
      {orders.length === 0 ? (
        <EmptyNote>The next order shows here the moment it is counted.</EmptyNote>
      ) : (
        <ol class="ticker">
          {orders.map((order) => (
            <OrderRow key={order.eventId} order={order} currency={state.currency} />
          ))}
        </ol>
      )}
    </Panel>
  );
}

function OrderRow({ order, currency }: { readonly order: OrderLine; readonly currency: string }) {
  return (
    <li>
      <time dateTime={new Date(order.atMs).toISOString()}>{formatClockWithSeconds(order.atMs)}</time>
      <span class="name" title={`Order ${order.orderId}`}>
        {order.quantity > 1 && <span class="times">{order.quantity} × </span>}
        {order.productId} <span class="aside">{order.category}</span>
      </span>
      <span class="strong">{formatMoney(order.amount, currency)}</span>
    </li>
  );
}
