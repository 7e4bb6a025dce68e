/** What became of the orders of a case's buyer, device, card and address: a timeline, a table each, and the lists. */
import { formatMoney } from '../../figures/format.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { EmptyNote, Panel } from '../../parts/panel.tsx';
import { Tag } from '../../parts/tag.tsx';
import { TimeText } from '../../parts/time-text.tsx';
import type { KeyHistory, PastOrder } from './answers.ts';
import { HistoryTimeline } from './history-timeline.tsx';
import { ListButton } from './list-button.tsx';
import { isFraud, KIND_WORDS, LABEL_WORDS, OUTCOME_TONES, OUTCOME_WORDS } from './words.ts';

interface HistoryPanelProps {
  readonly history: readonly KeyHistory[];
  readonly orderId: string;
  readonly currency: string;
  readonly onChanged: () => void;
}

export function HistoryPanel({ history, orderId, currency, onChanged }: HistoryPanelProps) {
  return (
    <Panel title="History" scope="the newest 40 orders of each, of the last 30 days">
      {history.length === 0 ? (
        <EmptyNote>The order is older than 30 days, and what belonged to it is no longer kept.</EmptyNote>
      ) : (
        <>
          <HistoryTimeline history={history} orderId={orderId} />
          <div class="key-histories">
            {history.map((key) => (
              <KeyDetails key={key.kind} found={key} orderId={orderId} currency={currency} onChanged={onChanged} />
            ))}
          </div>
        </>
      )}
    </Panel>
  );
}

interface KeyDetailsProps extends Omit<HistoryPanelProps, 'history'> {
  readonly found: KeyHistory;
}

function KeyDetails({ found, orderId, currency, onChanged }: KeyDetailsProps) {
  const { kind, value, orders, frauds, lists } = found;
  const buyers = new Set(orders.map(({ visitor }) => visitor)).size;
  return (
    <details class="key-history">
      <summary>
        <b>{KIND_WORDS[kind]}</b> <span class="fraud-id">{value}</span>
        <span class="quiet">
          {orders.length === 1 ? '1 order' : `${orders.length} orders`}
          {kind !== 'user' && (buyers === 1 ? ' of 1 buyer' : ` of ${buyers} buyers`)}
        </span>
        {frauds > 0 && <Tag tone="bad">{frauds === 1 ? '1 fraud' : `${frauds} frauds`}</Tag>}
        {lists.map((list) => (
          <Tag key={list} tone={list === 'block' ? 'bad' : 'good'}>
            {list === 'block' ? 'Blocked' : 'Allowed'}
          </Tag>
        ))}
      </summary>
      <DataTable
        caption={`Orders of ${KIND_WORDS[kind].toLowerCase()} ${value}`}
        columns={columnsFor(currency)}
        rows={orders}
        keyOf={(order) => order.orderId}
        chosen={orderId}
        empty="No orders of the last 30 days."
      />
      <ListButton found={found} onChanged={onChanged} />
    </details>
  );
}

function columnsFor(currency: string): readonly Column<PastOrder>[] {
  return [
    { key: 'at', title: 'Came', cell: ({ receivedAt }) => <TimeText at={receivedAt} /> },
    { key: 'order', title: 'Order', cell: ({ orderId }) => <span class="fraud-id">{orderId}</span> },
    { key: 'buyer', title: 'Buyer', cell: ({ visitor }) => <span class="fraud-id">{visitor ?? 'unknown'}</span> },
    {
      key: 'worth',
      title: 'Worth',
      isNumber: true,
      cell: ({ orderValue }) => formatMoney(Number(orderValue), currency),
    },
    { key: 'score', title: 'Score', isNumber: true, cell: ({ score }) => score },
    {
      key: 'outcome',
      title: 'Decision',
      cell: ({ outcome }) => <Tag tone={OUTCOME_TONES[outcome]}>{OUTCOME_WORDS[outcome]}</Tag>,
    },
    {
      key: 'label',
      title: 'Turned out',
      cell: ({ label }) =>
        label === null ? '–' : <Tag tone={isFraud(label) ? 'bad' : 'good'}>{LABEL_WORDS[label]}</Tag>,
    },
  ];
}
