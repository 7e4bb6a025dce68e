/** What a backtest found, as text of 80 columns. */
import { OUTCOMES } from '../functions/score/decision.ts';
import type { BacktestResult } from './backtest-decisions.ts';
import { precision, recall, type Tally } from './tally.ts';

/** @param shown how many of the changed decisions are listed. */
export function backtestReport(result: BacktestResult, shown: number): string {
  const { orders, labelled, frauds, changedCount } = result;
  const share = orders === 0 ? '0.0' : ((100 * changedCount) / orders).toFixed(1);
  return [
    `${count(orders)} orders, ${count(changedCount)} would be decided otherwise (${share} %)`,
    `${count(labelled)} have a label, ${count(frauds)} of them are frauds`,
    '',
    ...outcomeTable(result),
    '',
    ...ruleTable(result),
    ...changedTable(result, shown),
  ].join('\n');
}

function outcomeTable({ outcomes }: BacktestResult): readonly string[] {
  const head = `${'was \\ would be'.padEnd(16)}${OUTCOMES.map((outcome) => outcome.padStart(12)).join('')}`;
  const rows = OUTCOMES.map(
    (before) => before.padEnd(16) + OUTCOMES.map((after) => count(outcomes[before][after]).padStart(12)).join(''),
  );
  return [head, ...rows];
}

function ruleTable({ rules, flagged, frauds }: BacktestResult): readonly string[] {
  const head = ['rule'.padEnd(26), ...['hits was', 'now', 'prec was', 'now', 'rec was', 'now'].map(right)].join('');
  const codes = [...rules].sort(([a], [b]) => (a < b ? -1 : 1));
  const line = (name: string, { before, after }: { readonly before: Tally; readonly after: Tally }) =>
    [
      name.slice(0, 25).padEnd(26),
      right(count(before.hits)),
      right(count(after.hits)),
      right(percent(precision(before))),
      right(percent(precision(after))),
      right(percent(recall(before, frauds))),
      right(percent(recall(after, frauds))),
    ].join('');
  return [head, ...codes.map(([code, tallies]) => line(code, tallies)), line('review or decline', flagged)];
}

function changedTable({ changed, changedCount }: BacktestResult, shown: number): readonly string[] {
  if (changed.length === 0 || shown === 0) return [];
  const rows = changed.slice(0, shown).map(({ orderId, receivedAt, before, after, scoreBefore, scoreAfter, label }) => {
    const change = `${before} ${scoreBefore} → ${after} ${scoreAfter}`;
    return `${receivedAt.slice(0, 19)}Z ${change.padEnd(24)} ${orderId.slice(0, 18).padEnd(18)} ${label ?? ''}`.trimEnd();
  });
  const left = changedCount - rows.length;
  return ['', 'decided otherwise, oldest first:', ...rows, ...(left > 0 ? [`… and ${count(left)} more`] : [])];
}

function right(text: string): string {
  return text.padStart(9);
}

function count(value: number): string {
  return value.toLocaleString('en');
}

function percent(share: number | null): string {
  return share === null ? '–' : `${(100 * share).toFixed(1)} %`;
}
