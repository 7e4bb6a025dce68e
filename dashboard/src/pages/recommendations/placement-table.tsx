/** What each placement and kind of list has brought about, all in all. */
import { formatCount, formatMoney, formatPercent } from '../../figures/format.ts';
import { useLive } from '../../live/live-provider.tsx';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { kindWords } from './kind-words.ts';
import type { PlacementTotal } from './recommendation-list.ts';

export function PlacementTable({ totals }: { readonly totals: readonly PlacementTotal[] }) {
  const currency = useLive((state) => state.currency);
  return (
    <DataTable
      caption="What lists have brought about by placement"
      columns={columnsIn(currency)}
      rows={totals}
      keyOf={({ placement, kind }) => `${kind} ${placement}`}
      empty="No list was shown in this time."
    />
  );
}

function columnsIn(currency: string): readonly Column<PlacementTotal>[] {
  const share = (value: number | null) => (value === null ? '–' : formatPercent(value));
  return [
    { key: 'placement', title: 'Placement', isWide: true, cell: ({ placement }) => <b>{placement}</b> },
    { key: 'kind', title: 'Kind of list', cell: ({ kind }) => kindWords(kind) },
    { key: 'shown', title: 'Shown', isNumber: true, cell: ({ impressions }) => formatCount(impressions) },
    { key: 'clicked', title: 'Clicked', isNumber: true, cell: ({ clicks }) => formatCount(clicks) },
    { key: 'through', title: 'Click-through', isNumber: true, cell: (total) => share(total.clickThroughRate) },
    { key: 'bought', title: 'Bought', isNumber: true, cell: ({ purchases }) => formatCount(purchases) },
    { key: 'conversion', title: 'Conversion', isNumber: true, cell: (total) => share(total.conversionRate) },
    {
      key: 'revenue',
      title: 'Revenue',
      isNumber: true,
      cell: ({ revenue }) => <b>{formatMoney(Number(revenue), currency)}</b>,
    },
  ];
}
