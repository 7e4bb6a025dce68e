/**
 * Revenue over the range as stacked bars, by category; what was cancelled or taken back stands hatched on top of what stands.
 * Dragging across it chooses the time between.
 */
import { useMemo, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { horizontalAxis, moneyAxis, moneyScale } from '../../charts/chart-axis.ts';
import { chartColors } from '../../charts/chart-colors.ts';
import { ChartFrame } from '../../charts/chart-frame.tsx';
import { chartTooltip } from '../../charts/chart-tooltip.ts';
import { colorNamed, hatching, seriesColor } from '../../charts/series-color.ts';
import { formatClock, formatCount, formatMoment, formatMoney } from '../../figures/format.ts';
import type { Timeline, TimelineStep } from './timeline.ts';

interface RevenueChartProps {
  readonly timeline: Timeline;
  readonly currency: string;
  readonly theme: string;
  /** Epoch milliseconds, whole steps. */
  readonly onSelect: (fromMs: number, toMs: number) => void;
}

const DAY_MS = 24 * 3_600_000;
const NAMES_IN_TOOLTIP = 8;

export function RevenueChart({ timeline, currency, theme, onSelect }: RevenueChartProps) {
  const latest = useRef({ timeline, onSelect });
  latest.current = { timeline, onSelect };
  const data = useMemo(() => stackedData(timeline), [timeline]);
  const { categories, stepMs } = timeline;
  const spanMs = stepMs * timeline.steps.length;
  const options = () =>
    stackOptions({
      ...{ categories, stepMs, spanMs, currency },
      text: (index) => tooltipLines(latest.current.timeline, index, currency),
      select: (fromMs, toMs) => latest.current.onSelect(fromMs, toMs),
    });
  const look = `${theme} ${currency} ${stepMs} ${spanMs > DAY_MS} ${categories.join('\n')}`;
  return <ChartFrame options={options} data={data} look={look} label={summary(timeline, currency)} />;
}

/** Of each step first all that was bought, then what stands, then less by a category each time: the last ones lie on top. */
function stackedData({ steps, categories }: Timeline): uPlot.AlignedData {
  const upTo = (step: TimelineStep, count: number) => {
    let sum = 0;
    for (let index = 0; index < count; index++) sum += Math.max(0, step.byCategory[index] ?? 0);
    return sum;
  };
  const layers = categories.map((_, index) => steps.map((step) => upTo(step, categories.length - index)));
  const bought = steps.map((step) => upTo(step, categories.length) + Math.max(0, step.lost));
  return [steps.map(({ startMs }) => startMs / 1_000), bought, ...layers];
}

interface StackOptions {
  readonly categories: readonly (string | null)[];
  readonly stepMs: number;
  readonly spanMs: number;
  readonly currency: string;
  readonly text: (index: number) => readonly string[];
  readonly select: (fromMs: number, toMs: number) => void;
}

function stackOptions(stack: StackOptions): Omit<uPlot.Options, 'width' | 'height'> {
  const { categories, stepMs, spanMs, currency, text, select } = stack;
  const colors = chartColors();
  const label = (second: number) => (spanMs > DAY_MS ? formatMoment(second * 1_000) : formatClock(second * 1_000));
  const layers = categories.map((category, index) => bars(seriesColor(category, index))).reverse();
  return {
    padding: [8, 18, 0, 0],
    legend: { show: false },
    cursor: { y: false, points: { show: false }, drag: { x: true, y: false, setScale: false } },
    plugins: [chartTooltip(text)],
    scales: { x: { range: (_chart, first, last) => [first, last + stepMs / 1_000] }, y: moneyScale },
    axes: [{ ...horizontalAxis(colors, label), space: spanMs > DAY_MS ? 96 : 64 }, moneyAxis(colors, currency)],
    series: [{}, bars(hatching(colorNamed('ghost'))), ...layers],
    hooks: {
      setSelect: [
        (chart) => {
          const { left, width } = chart.select;
          if (width <= 0) return;
          const at = (position: number) => chart.posToVal(position, 'x') * 1_000;
          const fromMs = Math.floor(at(left) / stepMs) * stepMs;
          select(fromMs, Math.max(fromMs + stepMs, Math.ceil(at(left + width) / stepMs) * stepMs));
        },
      ],
    },
  };
}

function bars(fill: string | CanvasPattern): uPlot.Series {
  const paths = uPlot.paths.bars?.({ align: 1, size: [0.78, 44] });
  return { fill: () => fill, stroke: 'transparent', width: 0, points: { show: false }, ...(paths && { paths }) };
}

function tooltipLines({ steps, categories, stepMs }: Timeline, index: number, currency: string): readonly string[] {
  const step = steps[index];
  if (!step) return [];
  const money = (amount: number) => formatMoney(amount, currency);
  const end = step.startMs + stepMs;
  const named = categories
    .map((category, place) => [category ?? 'other', step.byCategory[place] ?? 0] as const)
    .filter(([, amount]) => amount !== 0);
  return [
    `${formatMoment(step.startMs)} – ${formatClock(end)}`,
    `${money(step.stands)}, ${formatCount(step.orders)} orders`,
    ...named.slice(0, NAMES_IN_TOOLTIP).map(([name, amount]) => `${shortened(name)} ${money(amount)}`),
    ...(step.lost === 0 ? [] : [`cancelled or taken back ${money(step.lost)}`]),
    ...(step.late === 0 ? [] : [`came late ${money(step.late)}`]),
  ];
}

const LONGEST_NAME = 28;

function shortened(name: string): string {
  return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name;
}

function summary({ steps, total }: Timeline, currency: string): string {
  const first = steps[0];
  const last = steps.at(-1);
  if (!first || !last) return 'Revenue over time: nothing yet.';
  const highest = steps.reduce((best, step) => (step.stands > best.stands ? step : best), first);
  return (
    `Revenue from ${formatMoment(first.startMs)} to ${formatMoment(last.startMs)}: ${formatMoney(total.stands, currency)}; ` +
    `the highest was ${formatMoney(highest.stands, currency)} at ${formatMoment(highest.startMs)}.`
  );
}
