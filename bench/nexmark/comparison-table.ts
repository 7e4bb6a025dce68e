/** What the comparison of two contestants comes to: ratios pair by pair, and a table in Markdown. */
import { spread } from '../report.ts';
import type { MeasuredRun } from './contestant.ts';
import type { InputKind } from './nexmark-queries.ts';

export interface ComparedQuery {
  readonly name: string;
  readonly pairs: readonly { readonly flink: MeasuredRun; readonly millrace: MeasuredRun }[];
}

const TITLES: Readonly<Record<InputKind, string>> = {
  filesystem: 'From a file of JSON',
  decoded: 'From rows in memory',
};

export function comparisonTable(kind: InputKind, events: number, queries: readonly ComparedQuery[]): string {
  const withMemory = kind === 'filesystem';
  const columns = [
    'query',
    'Flink, events/s',
    'Millrace, events/s',
    'times Flink',
    'by processor time',
    ...(withMemory ? MEMORY : []),
  ];
  const rows = queries.map((query) => {
    const times = spread(ratios(query, 'milliseconds'));
    const cells = [
      query.name,
      rate(events, query, 'flink'),
      rate(events, query, 'millrace'),
      `${figure(times.median)} (${figure(times.min)}–${figure(times.max)})`,
      figure(spread(ratios(query, 'processorMs')).median),
      ...(withMemory ? [peak(query, 'flink'), peak(query, 'millrace')] : []),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  const head = [`| ${columns.join(' | ')} |`, `|${columns.map(() => ' --- |').join('')}`];
  return [`### ${TITLES[kind]}\n`, ...head, ...rows, '', `${summary(queries)}\n`].join('\n');
}

const MEMORY = ['Flink, peak MB', 'Millrace, peak MB'];

/** How many times as fast as Flink, pair by pair. */
function ratios({ pairs }: ComparedQuery, measure: 'milliseconds' | 'processorMs'): readonly number[] {
  return pairs.map(({ flink, millrace }) => flink[measure] / millrace[measure]);
}

function summary(queries: readonly ComparedQuery[]): string {
  const medians = queries.map((query) => spread(ratios(query, 'milliseconds')).median);
  const mean = Math.exp(medians.reduce((sum, ratio) => sum + Math.log(ratio), 0) / medians.length);
  const slower = queries.filter((_, index) => (medians[index] ?? 0) < 1).map(({ name }) => name);
  return `Geometric mean: ${figure(mean)} times Flink. Slower than Flink: ${slower.join(', ') || 'none'}.`;
}

function rate(events: number, { pairs }: ComparedQuery, side: 'flink' | 'millrace'): string {
  const seconds = spread(pairs.map((pair) => pair[side].milliseconds / 1000)).median;
  return Math.round(events / seconds).toLocaleString('en');
}

function peak({ pairs }: ComparedQuery, side: 'flink' | 'millrace'): string {
  return String(Math.round(Math.max(...pairs.map((pair) => pair[side].peakBytes)) / 1e6));
}

function figure(value: number): string {
  return value.toFixed(value < 10 ? 2 : 1);
}
