/** Revenue by five-minute window as bars; the window that still counts stands out. */
import { useMemo, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { horizontalAxis, moneyAxis, moneyScale } from '../../charts/chart-axis.ts';
import { type ChartColors, chartColors } from '../../charts/chart-colors.ts';
import { ChartFrame } from '../../charts/chart-frame.tsx';
import { chartTooltip } from '../../charts/chart-tooltip.ts';
import { formatClock, formatCount, formatMoney } from '../../figures/format.ts';
import { WINDOW_MS } from './window-totals.ts';

export interface Bar {
  readonly startMs: number;
  readonly revenue: number;
  readonly orders: number;
}

interface RevenueBarsProps {
  /** One for each window without gaps; the last one is the present window. */
  readonly bars: readonly Bar[];
  readonly currency: string;
  readonly theme: string;
}

const WINDOW_SECONDS = WINDOW_MS / 1_000;

export function RevenueBars({ bars, currency, theme }: RevenueBarsProps) {
  const latest = useRef(bars);
  latest.current = bars;
  const data = useMemo<uPlot.AlignedData>(
    () => [bars.map((bar) => bar.startMs / 1_000), bars.map((bar) => bar.revenue)],
    [bars],
  );
  const options = () => barOptions(currency, (index) => tooltipLines(latest.current[index], currency));
  return <ChartFrame options={options} data={data} look={`${theme} ${currency}`} label={summary(bars, currency)} />;
}

function barOptions(
  currency: string,
  text: (index: number) => readonly string[],
): Omit<uPlot.Options, 'width' | 'height'> {
  const colors = chartColors();
  return {
    padding: [8, 18, 0, 0],
    legend: { show: false },
    cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
    plugins: [chartTooltip(text)],
    scales: { x: { range: (_chart, first, last) => [first, last + WINDOW_SECONDS] }, y: moneyScale },
    axes: [horizontalAxis(colors, (second) => formatClock(second * 1_000)), moneyAxis(colors, currency)],
    series: [{}, barSeries(colors)],
  };
}

function barSeries(colors: ChartColors): uPlot.Series {
  const fills = (chart: uPlot) => {
    const count = chart.data[0].length;
    return Array.from({ length: count }, (_, index) => (index === count - 1 ? colors.barLive : colors.bar));
  };
  const paths = uPlot.paths.bars?.({
    align: 1,
    size: [0.72, 48],
    radius: 0.18,
    disp: { fill: { unit: 3, values: fills } },
  });
  return { fill: colors.bar, stroke: 'transparent', width: 0, points: { show: false }, ...(paths && { paths }) };
}

function tooltipLines(bar: Bar | undefined, currency: string): readonly string[] {
  if (!bar) return [];
  const time = `${formatClock(bar.startMs)} – ${formatClock(bar.startMs + WINDOW_MS)}`;
  return [time, formatMoney(bar.revenue, currency), `${formatCount(bar.orders)} orders`];
}

function summary(bars: readonly Bar[], currency: string): string {
  const first = bars[0];
  const last = bars.at(-1);
  if (!first || !last) return 'Revenue by five-minute window: nothing yet.';
  const highest = bars.reduce((best, bar) => (bar.revenue > best.revenue ? bar : best), first);
  return (
    `Revenue by five-minute window from ${formatClock(first.startMs)} to ${formatClock(last.startMs)}; ` +
    `the highest was ${formatMoney(highest.revenue, currency)} at ${formatClock(highest.startMs)}.`
  );
}
