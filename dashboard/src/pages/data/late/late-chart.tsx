/** The share of a query's late rows, step by step. */
import { useRef } from 'preact/hooks';
import type uPlot from 'uplot';
import { horizontalAxis, niceCeiling } from '../../../charts/chart-axis.ts';
import { type ChartColors, chartColors } from '../../../charts/chart-colors.ts';
import { ChartFrame } from '../../../charts/chart-frame.tsx';
import { chartTooltip, type TooltipText } from '../../../charts/chart-tooltip.ts';
import { formatClock, formatCount, formatMoment, formatPercent } from '../../../figures/format.ts';
import { useTheme } from '../../../shell/theme.ts';
import { type LateCurve, type LateShare, type LateShares, lateCurve, shareText } from './late-shares.ts';

const DAY_MS = 24 * 3_600_000;
const SHARE_AXIS_WIDTH_PX = 52;
const POINT_PX = 4;

interface LateChartProps {
  readonly shares: LateShares;
  readonly item: LateShare;
}

export function LateChart({ shares, item }: LateChartProps) {
  const theme = useTheme();
  const curve = lateCurve(shares, item.points);
  const spanMs = Date.parse(shares.to) - Date.parse(shares.from);
  // The chart lives on while its data changes: what it reads out must be the newest.
  const latest = useRef<Shown>({ item, curve });
  latest.current = { item, curve };
  const label = `${item.query}: ${formatCount(item.late)} of ${formatCount(item.rows)} rows came late`;
  const look = `${theme} ${item.query} ${shares.stepSeconds} ${shares.from}`;
  return (
    <div class="chart-box">
      <ChartFrame
        options={() =>
          chartOptions(chartColors(), { isLong: spanMs > DAY_MS, lines: (index) => lines(latest.current, index) })
        }
        data={[[...curve.seconds], [...curve.shares]]}
        look={look}
        label={label}
      />
    </div>
  );
}

interface Shown {
  readonly item: LateShare;
  readonly curve: LateCurve;
}

interface ChartParts {
  readonly isLong: boolean;
  readonly lines: TooltipText;
}

function chartOptions(colors: ChartColors, { isLong, lines }: ChartParts): Omit<uPlot.Options, 'width' | 'height'> {
  return {
    legend: { show: false },
    cursor: { y: false },
    scales: { y: { range: (_chart, _low, high) => [0, Math.min(1, niceCeiling(high || 0.01))] } },
    axes: [
      horizontalAxis(colors, (seconds) => (isLong ? formatMoment : formatClock)(seconds * 1000)),
      {
        ...horizontalAxis(colors, () => ''),
        size: SHARE_AXIS_WIDTH_PX,
        grid: { stroke: colors.grid, width: 1 },
        values: (_chart, shares) => shares.map((share) => formatPercent(share)),
      },
    ],
    series: [
      {},
      {
        stroke: colors.line,
        fill: colors.area,
        width: 1.5,
        spanGaps: true,
        points: { show: true, size: POINT_PX, fill: colors.line },
      },
    ],
    plugins: [chartTooltip(lines)],
  };
}

function lines({ item, curve }: Shown, index: number): readonly string[] {
  const seconds = curve.seconds[index];
  if (seconds === undefined) return [];
  const when = formatMoment(seconds * 1000);
  const point = item.points.find(({ at }) => Date.parse(at) === seconds * 1000);
  if (point === undefined || point.rows === 0) return [when, 'no rows'];
  const share = shareText(point.late / point.rows, formatPercent);
  return [when, `${share} late`, `${formatCount(point.late)} of ${formatCount(point.rows)} rows`];
}
