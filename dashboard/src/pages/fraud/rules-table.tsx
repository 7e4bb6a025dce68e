/** The rules in a table: what each says in words, how often it hits, and how well. */
import { useSetParameters } from '../../address/use-parameter.ts';
import { Sparkline } from '../../charts/sparkline.tsx';
import { formatCount, formatPercent } from '../../figures/format.ts';
import { type Column, DataTable, type Sorting } from '../../parts/data-table.tsx';
import { Tag } from '../../parts/tag.tsx';
import type { HitsAnswer, RuleHits } from './answers.ts';
import { fullDays } from './full-days.ts';
import { sortedRules } from './sorted-rules.ts';

interface RulesTableProps {
  readonly hits: HitsAnswer;
  /** How many days are shown. */
  readonly count: number;
  readonly chosen: string;
  readonly sorting: Sorting;
  readonly onSort: (sorting: Sorting) => void;
}

export function RulesTable({ hits: { rules, days }, count, chosen, sorting, onSort }: RulesTableProps) {
  return (
    <div class="rules-box">
      <DataTable
        caption="Rules with hits, precision and recall"
        columns={columnsFor(days.length === 0 ? [] : fullDays(days.at(-1)?.day ?? '', count))}
        rows={sortedRules(rules, sorting)}
        keyOf={({ code }) => code}
        chosen={chosen}
        sorting={sorting}
        onSort={onSort}
        empty="There are no rules: every order is approved."
      />
    </div>
  );
}

function columnsFor(days: readonly string[]): readonly Column<RuleHits>[] {
  return [
    { key: 'rule', title: 'Rule', isWide: true, cell: (rule) => <RuleName rule={rule} /> },
    { key: 'weight', title: 'Points', isNumber: true, isSortable: true, cell: ({ weight }) => weight ?? '–' },
    { key: 'hits', title: 'Hits', isNumber: true, isSortable: true, cell: ({ hits }) => formatCount(hits) },
    { key: 'days', title: 'By day', cell: (rule) => <HitLine rule={rule} days={days} /> },
    { key: 'labelled', title: 'Fraud / good', isNumber: true, cell: ({ frauds, goods }) => `${frauds} / ${goods}` },
    {
      key: 'precision',
      title: 'Precision',
      isNumber: true,
      isSortable: true,
      cell: ({ precision }) => share(precision),
    },
    { key: 'recall', title: 'Recall', isNumber: true, isSortable: true, cell: ({ recall }) => share(recall) },
  ];
}

const KINDS: Readonly<Partial<Record<RuleHits['kind'], string>>> = {
  list: 'a list',
  model: 'the model',
  former: 'no longer in force',
};

function RuleName({ rule: { code, name, words, kind, atLeast } }: { readonly rule: RuleHits }) {
  const setParameters = useSetParameters();
  return (
    <>
      <button type="button" class="rule-name" onClick={() => setParameters({ rule: code })}>
        {name ?? code}
      </button>{' '}
      {atLeast !== null && atLeast !== 'approve' && <Tag tone="warn">at least {atLeast}</Tag>}
      {KINDS[kind] !== undefined && <Tag>{KINDS[kind]}</Tag>}
      <span class="rule-words quiet" title={words ?? undefined}>
        {words ?? code}
      </span>
    </>
  );
}

function HitLine({ rule, days }: { readonly rule: RuleHits; readonly days: readonly string[] }) {
  const hits = new Map(rule.days.map((day) => [day.day, day.hits]));
  return <Sparkline values={days.map((day) => hits.get(day) ?? 0)} />;
}

/** Nobody knows while nothing is labelled. */
function share(value: number | null): string {
  return value === null ? '–' : formatPercent(value);
}
