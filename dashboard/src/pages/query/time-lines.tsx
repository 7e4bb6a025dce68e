/** Lines over time, one for each series. */
import { useMemo } from 'preact/hooks';
import type uPlot from 'uplot';
import { niceCeiling } from '../../charts/chart-axis.ts';
import { chartColors } from '../../charts/chart-colors.ts';
import { ChartFrame } from '../../charts/chart-frame.tsx';
import { chartTooltip } from '../../charts/chart-tooltip.ts';
import { seriesColor } from '../../charts/series-color.ts';
import { SeriesLegend } from '../../charts/series-legend.tsx';
import { formatClock, formatCount, formatCountShort, formatDecimal, formatMoment } from '../../figures/format.ts';
import { useTheme } from '../../shell/theme.ts';
import type { ChartData } from './chart-choice.ts';

const DAY_MS = 86_400_000;
const day = new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric' });

interface TimeLinesProps {
  readonly data: ChartData;
  /** The name of what is drawn. */
  readonly value: string;
}

export function TimeLines({ data, value }: TimeLinesProps) {
  const theme = useTheme();
  const { xs, series } = data;
  const aligned = useMemo<uPlot.AlignedData>(
    () => [xs.map((ms) => Number(ms) / 1000), ...series.map(({ values }) => [...values])],
    [xs, series],
  );
  const names = series.map(({ name }) => name);
  const look = `${theme} ${names.join()} ${xs[0]} ${xs.at(-1)}`;
  const label = `${value} over time, ${formatCount(series.length)} ${series.length === 1 ? 'line' : 'lines'}, from ${formatMoment(Number(xs[0]))} to ${formatMoment(Number(xs.at(-1)))}`;
  return (
    <>
      {series.length > 1 && <SeriesLegend names={names} />}
      <div class="chart-box query-chart">
        <ChartFrame options={() => lineOptions(data)} data={aligned} look={look} label={label} />
      </div>
    </>
  );
}

function lineOptions({ xs, series }: ChartData): Omit<uPlot.Options, 'width' | 'height'> {
  const colors = chartColors();
  const axis = { stroke: colors.text, font: colors.font, gap: 6, ticks: { show: false } };
  const isLong = Number(xs.at(-1)) - Number(xs[0]) > 2 * DAY_MS;
  const timeText = (seconds: number, stepSeconds: number) => {
    if (!isLong) return formatClock(seconds * 1000);
    return stepSeconds * 1000 < DAY_MS ? formatMoment(seconds * 1000) : day.format(seconds * 1000);
  };
  return {
    legend: { show: false },
    cursor: { y: false, points: { size: 6 } },
    scales: { x: { time: true }, y: { range: (_chart, low, high) => [Math.min(0, low), niceCeiling(high)] } },
    axes: [
      {
        ...axis,
        ...{ size: 28, space: isLong ? 104 : 64, grid: { show: false } },
        values: (...[, values, , , step]) => values.map((value) => timeText(value, step)),
      },
      {
        ...axis,
        ...{ size: 52, space: 44, grid: { stroke: colors.grid, width: 1 } },
        values: (_chart, values) => values.map(formatCountShort),
      },
    ],
    series: [
      {},
      ...series.map(({ name }, place) => ({
        ...{ label: name, stroke: seriesColor(name, place), width: 2, spanGaps: true },
        ...(series.length === 1 && { fill: colors.area }),
        points: { show: xs.length < 40, size: 5 },
      })),
    ],
    plugins: [chartTooltip((index) => tooltipLines({ xs, series }, index))],
  };
}

function tooltipLines({ xs, series }: Pick<ChartData, 'xs' | 'series'>, index: number): readonly string[] {
  const lines = series.flatMap(({ name, values }) => {
    const value = values[index] ?? null;
    return value === null ? [] : [`${name}: ${formatDecimal(value, Number.isInteger(value) ? 0 : 2)}`];
  });
  return [formatMoment(Number(xs[index])), ...lines];
}
