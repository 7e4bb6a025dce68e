/** The network as a table: each thing that is shared, and the buyers who share it. */
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { Tag } from '../../parts/tag.tsx';
import { TimeText } from '../../parts/time-text.tsx';
import type { Network } from './answers.ts';
import { type SharedThing, sharedThings } from './shared-things.ts';
import { KIND_WORDS } from './words.ts';

export function NetworkTable({ network }: { readonly network: Network }) {
  return (
    <DataTable
      caption="What buyers share, the most shared first"
      columns={COLUMNS}
      rows={sharedThings(network)}
      keyOf={({ node }) => node.id}
      empty="Nothing is known of device, card and address."
    />
  );
}

const COLUMNS: readonly Column<SharedThing>[] = [
  { key: 'kind', title: 'What', cell: ({ node }) => KIND_WORDS[node.kind] },
  { key: 'value', title: 'Which', cell: ({ node }) => <span class="fraud-id">{node.value}</span> },
  { key: 'count', title: 'Buyers', isNumber: true, cell: ({ users }) => users.length },
  {
    key: 'buyers',
    title: 'Who',
    isWide: true,
    cell: ({ users }) => <span title={users.join(', ')}>{users.join(', ')}</span>,
  },
  { key: 'orders', title: 'Orders', isNumber: true, cell: ({ node }) => node.orders },
  { key: 'last', title: 'Last', cell: ({ lastAt }) => (lastAt === null ? '–' : <TimeText at={lastAt} />) },
  {
    key: 'known',
    title: 'Known',
    cell: ({ node }) => (
      <>
        {node.frauds > 0 && <Tag tone="bad">{node.frauds === 1 ? '1 fraud' : `${node.frauds} frauds`}</Tag>}
        {node.lists.includes('block') && <Tag tone="bad">Blocked</Tag>}
        {node.frauds === 0 && node.lists.length === 0 && '–'}
      </>
    ),
  },
];
