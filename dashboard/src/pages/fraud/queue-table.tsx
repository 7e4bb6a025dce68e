/** The queue as a table: what a glance needs to choose what to look into first. */
import { formatCountry, formatMoney } from '../../figures/format.ts';
import { useLive } from '../../live/live-provider.tsx';
import type { SteadyRow } from '../../live/steady-rows.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { Tag } from '../../parts/tag.tsx';
import { TimeText } from '../../parts/time-text.tsx';
import type { QueueItem } from './answers.ts';
import { addressOf } from './case-address.ts';
import { ReasonNames } from './reason-names.tsx';
import { Score } from './score.tsx';
import { STATUS_WORDS } from './words.ts';

interface QueueTableProps {
  readonly rows: readonly SteadyRow<QueueItem>[];
  readonly isFiltered: boolean;
}

type Row = SteadyRow<QueueItem>;

export function QueueTable({ rows, isFiltered }: QueueTableProps) {
  const currency = useLive((state) => state.currency);
  return (
    <DataTable
      caption="Open cases, the highest score first"
      columns={columnsFor(currency)}
      rows={rows}
      keyOf={({ item }) => item.caseId}
      empty={
        isFiltered
          ? 'No case fits. Choose All to see what others have.'
          : 'Nothing waits. An order that is sent to review opens a case, and it shows up here by itself.'
      }
    />
  );
}

function columnsFor(currency: string): readonly Column<Row>[] {
  return [
    { key: 'score', title: 'Score', cell: ({ item }) => <Score score={item.score} outcome={item.outcome} /> },
    { key: 'order', title: 'Order', cell: (row) => <OrderLink row={row} /> },
    {
      key: 'value',
      title: 'Worth',
      isNumber: true,
      cell: ({ item }) => (item.orderValue === null ? '–' : formatMoney(Number(item.orderValue), currency)),
    },
    {
      key: 'buyer',
      title: 'Buyer',
      cell: ({ item }) => <span class="fraud-id">{item.visitor ?? 'unknown'}</span>,
    },
    {
      key: 'country',
      title: 'From',
      cell: ({ item }) => (item.country === null ? '–' : formatCountry(item.country)),
    },
    { key: 'reasons', title: 'Why', isWide: true, cell: ({ item }) => <ReasonNames reasons={item.reasons} /> },
    { key: 'opened', title: 'Came', cell: ({ item }) => <TimeText at={item.openedAt} as="age" /> },
    { key: 'who', title: 'With', cell: (row) => <With row={row} /> },
  ];
}

function OrderLink({ row: { item } }: { readonly row: Row }) {
  return (
    <a class="fraud-id" href={addressOf(item.caseId)}>
      {item.orderId}
    </a>
  );
}

function With({ row: { item, isGone } }: { readonly row: Row }) {
  if (isGone) return <Tag>Done</Tag>;
  if (item.assignee !== null) return <Tag tone="accent">{item.assignee}</Tag>;
  return <Tag tone="warn">{STATUS_WORDS[item.status]}</Tag>;
}
