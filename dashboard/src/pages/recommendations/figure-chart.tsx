/** Curves by placement over time, and which colour is which. */
import { useMemo } from 'preact/hooks';
import type uPlot from 'uplot';
import { niceCeiling } from '../../charts/chart-axis.ts';
import { chartColors } from '../../charts/chart-colors.ts';
import { ChartFrame } from '../../charts/chart-frame.tsx';
import { chartTooltip } from '../../charts/chart-tooltip.ts';
import { seriesColor } from '../../charts/series-color.ts';
import { SeriesLegend } from '../../charts/series-legend.tsx';
import {
  formatClock,
  formatCount,
  formatCountShort,
  formatMoment,
  formatMoney,
  formatMoneyShort,
  formatPercent,
} from '../../figures/format.ts';
import { useLive } from '../../live/live-provider.tsx';
import { useTheme } from '../../shell/theme.ts';
import { FIGURES, type Figure, type FigureCurves } from './figure-curves.ts';

interface FigureChartProps {
  readonly curves: FigureCurves;
  readonly figure: Figure;
  /** Days instead of hours. */
  readonly isLong: boolean;
}

const day = new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric', timeZone: 'UTC' });

export function FigureChart({ curves: given, figure, isLong }: FigureChartProps) {
  const theme = useTheme();
  const currency = useLive((state) => state.currency);
  const key = JSON.stringify(given);
  // The same figures are the same chart, however often they are fetched.
  const { starts, curves, leftOut } = useMemo(() => given, [key]);
  const data = useMemo<uPlot.AlignedData>(
    () => [starts.map((ms) => ms / 1_000), ...curves.map(({ values }) => [...values])],
    [starts, curves],
  );
  const title = FIGURES.find(([name]) => name === figure)?.[1] ?? figure;
  const names = curves.map(({ name }) => name);
  const look = [theme, figure, currency, isLong, ...names, starts[0], starts.length].join(' ');
  const options = () => chartOptions({ starts, curves, leftOut }, valueTexts(figure, currency), isLong);
  return (
    <>
      <SeriesLegend names={names}>
        {leftOut > 0 && <li class="faint">{formatCount(leftOut)} more in the table</li>}
      </SeriesLegend>
      <div class="chart-box">
        <ChartFrame options={options} data={data} look={look} label={`${title} over time: ${names.join(', ')}`} />
      </div>
    </>
  );
}

interface ValueTexts {
  readonly short: (value: number) => string;
  readonly full: (value: number) => string;
}

function valueTexts(figure: Figure, currency: string): ValueTexts {
  if (figure === 'revenue') {
    return { short: (value) => formatMoneyShort(value, currency), full: (value) => formatMoney(value, currency) };
  }
  if (figure === 'clickThrough' || figure === 'conversion') return { short: formatPercent, full: formatPercent };
  return { short: formatCountShort, full: formatCount };
}

function chartOptions(
  { starts, curves }: FigureCurves,
  texts: ValueTexts,
  isLong: boolean,
): Omit<uPlot.Options, 'width' | 'height'> {
  const colors = chartColors();
  const axis = { stroke: colors.text, font: colors.font, gap: 6, ticks: { show: false } };
  const spanSeconds = ((starts.at(-1) ?? 0) - (starts[0] ?? 0)) / 1_000;
  const isOfDays = spanSeconds > 2 * 86_400;
  const timeText = (ms: number) => (isLong ? day.format(ms) : isOfDays ? formatMoment(ms) : formatClock(ms));
  return {
    legend: { show: false },
    cursor: { y: false, points: { size: 6 }, drag: { x: false, y: false } },
    scales: { x: { time: true }, y: { range: (_chart, _low, high) => [0, niceCeiling(high)] } },
    axes: [
      {
        ...axis,
        ...{ size: 28, space: isOfDays && !isLong ? 110 : 64, grid: { show: false } },
        values: (_chart, values) => values.map((value) => timeText(value * 1_000)),
      },
      {
        ...axis,
        ...{ size: 56, space: 44, grid: { stroke: colors.grid, width: 1 } },
        values: (_chart, values) => values.map(texts.short),
      },
    ],
    series: [
      {},
      ...curves.map(({ name }, place) => ({
        ...{ label: name, stroke: seriesColor(name, place), width: 2, spanGaps: true },
        points: { show: starts.length < 60, size: 5 },
      })),
    ],
    plugins: [
      chartTooltip((index) => [
        isLong ? day.format(starts[index]) : formatMoment(starts[index] ?? 0),
        ...curves.flatMap(({ name, values }) => {
          const value = values[index] ?? null;
          return value === null ? [] : [`${name}: ${texts.full(value)}`];
        }),
      ]),
    ],
  };
}
