/** This window's revenue as it grows, over the curve of the window before. */
import { useMemo, useRef } from 'preact/hooks';
import type uPlot from 'uplot';
import { horizontalAxis, moneyAxis, moneyScale } from '../../charts/chart-axis.ts';
import { chartColors } from '../../charts/chart-colors.ts';
import { ChartFrame } from '../../charts/chart-frame.tsx';
import { chartTooltip } from '../../charts/chart-tooltip.ts';
import { formatMoney } from '../../figures/format.ts';
import { alignedCurves } from './aligned-curves.ts';
import type { CurvePoint } from './window-curve.ts';
import { WINDOW_MS } from './window-totals.ts';

interface WindowCurveChartProps {
  readonly present: readonly CurvePoint[];
  readonly previous: readonly CurvePoint[];
  readonly currency: string;
  readonly theme: string;
}

const WINDOW_SECONDS = WINDOW_MS / 1_000;

export function WindowCurveChart({ present, previous, currency, theme }: WindowCurveChartProps) {
  const data = useMemo(() => alignedCurves(present, previous), [present, previous]);
  const latest = useRef(data);
  latest.current = data;
  const options = () => curveOptions(currency, (index) => tooltipLines(latest.current, index, currency));
  const last = present.at(-1)?.revenue ?? 0;
  const label = `Revenue in this window, second by second: ${formatMoney(last, currency)} so far.`;
  return <ChartFrame options={options} data={data} look={`${theme} ${currency}`} label={label} />;
}

function curveOptions(
  currency: string,
  text: (index: number) => readonly string[],
): Omit<uPlot.Options, 'width' | 'height'> {
  const colors = chartColors();
  return {
    padding: [8, 16, 0, 0],
    legend: { show: false },
    cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
    plugins: [chartTooltip(text)],
    scales: { x: { time: false, range: [0, WINDOW_SECONDS] }, y: moneyScale },
    axes: [
      { ...horizontalAxis(colors, clockText), splits: () => [0, 60, 120, 180, 240, 300] },
      moneyAxis(colors, currency),
    ],
    series: [
      {},
      { stroke: colors.ghost, width: 1.5, dash: [4, 4], points: { show: false } },
      { stroke: colors.line, fill: colors.area, width: 2, points: { show: false } },
    ],
  };
}

function tooltipLines(data: uPlot.AlignedData, index: number, currency: string): readonly string[] {
  const [seconds, previous, present] = data;
  const line = (name: string, value: number | null | undefined) =>
    value === null || value === undefined ? [] : [`${name} ${formatMoney(value, currency)}`];
  return [
    clockText(seconds[index] ?? 0),
    ...line('This window', present?.[index]),
    ...line('Last window', previous?.[index]),
  ];
}

/** `2:05` after the window's start. */
function clockText(second: number): string {
  return `${Math.floor(second / 60)}:${String(Math.floor(second % 60)).padStart(2, '0')}`;
}
