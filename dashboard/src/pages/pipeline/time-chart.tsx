/** Lines over the last hour or day, told apart by colour, width and dashes, with a legend in words. */
import { useMemo, useRef } from 'preact/hooks';
import type uPlot from 'uplot';
import { horizontalAxis, niceCeiling } from '../../charts/chart-axis.ts';
import { type ChartColors, chartColors } from '../../charts/chart-colors.ts';
import { ChartFrame } from '../../charts/chart-frame.tsx';
import { chartTooltip } from '../../charts/chart-tooltip.ts';
import { formatClock, formatClockWithSeconds } from '../../figures/format.ts';
import { EmptyNote } from '../../parts/panel.tsx';
import { useTheme } from '../../shell/theme.ts';
import type { HistoryAnswer } from './operations-answer.ts';

/** Strong for what is looked at first; the others differ in dashes too, for those who do not see colours. */
export type LineLook = 'strong' | 'dashed' | 'faint';

export interface ChartLine {
  readonly series: string;
  readonly title: string;
  readonly look: LineLook;
}

interface TimeChartProps {
  readonly history: HistoryAnswer;
  readonly lines: readonly ChartLine[];
  /** What the chart shows, read aloud. */
  readonly label: string;
  readonly text: (value: number) => string;
  readonly empty: string;
}

const AXIS_WIDTH_PX = 64;

/** Values are read with the pointer; the legend and the label say what is drawn. */
export function TimeChart({ history, lines, label, text, empty }: TimeChartProps) {
  const theme = useTheme();
  const data = useMemo(() => alignedSeries(history, lines), [history, lines]);
  const latest = useRef(data);
  latest.current = data;
  const hasValues = data.slice(1).some((values) => values.some((value) => value !== null && value !== undefined));
  const options = () => chartOptions(lines, text, (index) => tooltipLines(latest.current, { lines, index, text }));
  return (
    <>
      <div class="chart-box time-chart">
        {hasValues ? (
          <ChartFrame
            options={options}
            data={data}
            look={`${theme} ${history.range} ${lines.map((line) => line.series)}`}
            label={label}
          />
        ) : (
          <EmptyNote>{empty}</EmptyNote>
        )}
      </div>
      <ul class="chart-legend">
        {lines.map(({ series, title, look }) => (
          <li key={series}>
            <svg viewBox="0 0 24 4" class={`legend-line legend-${look}`} aria-hidden="true">
              <path d="M0 2h24" />
            </svg>
            {title}
          </li>
        ))}
      </ul>
    </>
  );
}

/** Seconds since the epoch, then the values of each line. */
export function alignedSeries(
  { series, stepSeconds, endsAt }: HistoryAnswer,
  lines: readonly ChartLine[],
): uPlot.AlignedData {
  const length = Math.max(0, ...Object.values(series).map((values) => values.length));
  const end = Date.parse(endsAt) / 1000;
  const times = Array.from({ length }, (_, index) => end - (length - 1 - index) * stepSeconds);
  const nothing = () => times.map(() => null);
  return [times, ...lines.map((line) => [...(series[line.series] ?? nothing())])];
}

function chartOptions(
  lines: readonly ChartLine[],
  text: (value: number) => string,
  tooltip: (index: number) => readonly string[],
): Omit<uPlot.Options, 'width' | 'height'> {
  const colors = chartColors();
  return {
    padding: [8, 12, 0, 0],
    legend: { show: false },
    cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
    plugins: [chartTooltip(tooltip)],
    scales: { y: { range: (_chart, _low, high) => [0, niceCeiling(high)] } },
    axes: [
      horizontalAxis(colors, (second) => formatClock(second * 1000)),
      {
        stroke: colors.text,
        font: colors.font,
        gap: 6,
        ticks: { show: false },
        size: AXIS_WIDTH_PX,
        space: 36,
        grid: { stroke: colors.grid, width: 1 },
        values: (_chart, values) => values.map(text),
      },
    ],
    series: [{}, ...lines.map((line) => lineSeries(line, colors))],
  };
}

/** Gaps stay gaps: a line across them would claim what nobody measured. */
function lineSeries({ look }: ChartLine, colors: ChartColors): uPlot.Series {
  const shared = { points: { show: false }, spanGaps: false };
  if (look === 'strong') return { ...shared, stroke: colors.line, width: 2 };
  if (look === 'dashed') return { ...shared, stroke: colors.bar, width: 1.5, dash: [6, 4] };
  return { ...shared, stroke: colors.ghost, width: 1.5, dash: [2, 3] };
}

interface TooltipPlace {
  readonly lines: readonly ChartLine[];
  readonly index: number;
  readonly text: (value: number) => string;
}

/** Nothing in a step in which nothing was measured. */
function tooltipLines(data: uPlot.AlignedData, { lines, index, text }: TooltipPlace): readonly string[] {
  const values = lines.flatMap(({ title }, line) => {
    const value = data[line + 1]?.[index];
    return value === null || value === undefined ? [] : [`${title} ${text(value)}`];
  });
  return values.length === 0 ? [] : [formatClockWithSeconds((data[0][index] ?? 0) * 1000), ...values];
}
