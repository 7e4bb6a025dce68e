/** What has last changed windows that had closed, line by line. */
import { formatMoney } from '../../figures/format.ts';
import { moneyNumber, parseMoney } from '../../figures/money.ts';
import { type LiveState, tableNamed } from '../../live/live-state.ts';
import type { Row } from '../../live/messages.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { usePaced } from '../../parts/paced.ts';
import { Panel } from '../../parts/panel.tsx';
import { Tag } from '../../parts/tag.tsx';
import { TimeText } from '../../parts/time-text.tsx';

interface Correction {
  readonly key: string;
  readonly correctedAt: string;
  readonly windowStart: string;
  readonly reason: string;
  readonly orderId: string;
  readonly category: string;
  readonly amount: number;
}

const LINES = 6;
const MOVES_EVERY_MS = 2_000;

const REASONS: Readonly<Record<string, string>> = {
  purchase: 'Came late',
  order_cancelled: 'Cancelled',
  order_refunded: 'Refunded',
};

export function CorrectionsPanel({ state, category }: { readonly state: LiveState; readonly category: string }) {
  const table = usePaced(tableNamed(state, 'revenue_corrections'), MOVES_EVERY_MS);
  const rows = [...table.values()].map(({ row }) => row).filter((row) => category === '' || row.category === category);
  const corrections = rows.slice(-LINES).reverse().map(correctionOf);
  return (
    <Panel title="Corrections of closed windows" scope="as they come" area="corrections">
      <DataTable
        caption="Corrections of closed windows, the newest first"
        columns={columns(state.currency)}
        rows={corrections}
        keyOf={(correction) => correction.key}
        empty="Orders that are cancelled, refunded or told late, after their five minutes had been counted, show here."
      />
    </Panel>
  );
}

function columns(currency: string): readonly Column<Correction>[] {
  return [
    { key: 'at', title: 'When', cell: ({ correctedAt }) => <TimeText at={correctedAt} as="clock" /> },
    {
      key: 'what',
      title: 'What',
      cell: ({ reason, amount }) => <Tag tone={amount < 0 ? 'bad' : 'good'}>{REASONS[reason] ?? reason}</Tag>,
    },
    { key: 'order', title: 'Order', isWide: true, cell: ({ orderId }) => <span title={orderId}>{orderId}</span> },
    { key: 'category', title: 'Category', cell: ({ category }) => <span class="cut">{category}</span> },
    { key: 'window', title: 'Counts in the window of', cell: ({ windowStart }) => <TimeText at={windowStart} /> },
    {
      key: 'amount',
      title: 'Amount',
      isNumber: true,
      cell: ({ amount }) => <b>{`${amount > 0 ? '+' : ''}${formatMoney(amount, currency)}`}</b>,
    },
  ];
}

function correctionOf(row: Row): Correction {
  return {
    key: `${row.windowStart} ${row.eventId} ${row.kind}`,
    correctedAt: String(row.correctedAt),
    windowStart: String(row.windowStart),
    reason: String(row.reason),
    orderId: String(row.orderId ?? '–'),
    category: String(row.category),
    amount: moneyNumber(parseMoney(row.amount)),
  };
}
