/** Rules in the order that a reader has chosen; what is not known comes last, however it is sorted. Pure. */
import type { Sorting } from '../../parts/data-table.tsx';
import type { RuleHits } from './answers.ts';

const FIGURES: Readonly<Record<string, (rule: RuleHits) => number | null>> = {
  weight: ({ weight }) => weight,
  hits: ({ hits }) => hits,
  precision: ({ precision }) => precision,
  recall: ({ recall }) => recall,
};

export function sortedRules(rules: readonly RuleHits[], { by, descending }: Sorting): readonly RuleHits[] {
  const figure = FIGURES[by] ?? (() => null);
  return rules.toSorted((a, b) => {
    const [left, right] = [figure(a), figure(b)];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    return descending ? right - left : left - right;
  });
}
