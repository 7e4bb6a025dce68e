/** Hits of one rule, day by day. */
import { formatCount, formatPercent } from '../../figures/format.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import type { RuleDay, RuleHits } from './answers.ts';

export function RuleDays({ rule }: { readonly rule: RuleHits | undefined }) {
  if (!rule) return <p class="fraud-hint">Choose a rule to see its hits day by day.</p>;
  return (
    <section class="rule-days" aria-label={`The chosen rule: ${rule.code}`}>
      <h3>
        {rule.name ?? rule.code} <code>{rule.code}</code>
      </h3>
      <DataTable
        caption={`Hits of ${rule.code} by day`}
        columns={COLUMNS}
        rows={rule.days.toReversed()}
        keyOf={({ day }) => day}
        empty="It has not hit in these days."
      />
    </section>
  );
}

const COLUMNS: readonly Column<RuleDay>[] = [
  { key: 'day', title: 'Day (UTC)', cell: ({ day }) => day },
  { key: 'hits', title: 'Hits', isNumber: true, cell: ({ hits }) => formatCount(hits) },
  { key: 'frauds', title: 'Known frauds', isNumber: true, cell: ({ frauds }) => formatCount(frauds) },
  { key: 'goods', title: 'Known good', isNumber: true, cell: ({ goods }) => formatCount(goods) },
  {
    key: 'precision',
    title: 'Precision',
    isNumber: true,
    cell: ({ frauds, goods }) => (frauds + goods === 0 ? '–' : formatPercent(frauds / (frauds + goods))),
  },
];
