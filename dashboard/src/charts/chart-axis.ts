/** Axes that both charts share: no frame, a faint grid, money on the left. */
import type uPlot from 'uplot';
import { formatMoneyShort } from '../figures/format.ts';
import type { ChartColors } from './chart-colors.ts';

const MONEY_AXIS_WIDTH_PX = 52;

export function moneyAxis(colors: ChartColors, currency: string): uPlot.Axis {
  return {
    ...plainAxis(colors),
    size: MONEY_AXIS_WIDTH_PX,
    space: 44,
    grid: { stroke: colors.grid, width: 1 },
    values: (_chart, amounts) => amounts.map((amount) => formatMoneyShort(amount, currency)),
  };
}

export function horizontalAxis(colors: ChartColors, label: (value: number) => string): uPlot.Axis {
  return {
    ...plainAxis(colors),
    size: 28,
    space: 64,
    grid: { show: false },
    values: (_chart, values) => values.map(label),
  };
}

/** From zero, with room above the highest value, so that a growing bar seldom rescales the chart. */
export const moneyScale: uPlot.Scale = {
  range: (_chart, _low, high) => [0, niceCeiling(high)],
};

/** The next of 1, 1.5, 2, 3, 4, 5, 6, 8 times a power of ten above the value and a twentieth. */
export function niceCeiling(value: number): number {
  if (!(value > 0)) return 1;
  const room = value * 1.05;
  const power = 10 ** Math.floor(Math.log10(room));
  const step = [1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((candidate) => candidate * power >= room) ?? 10;
  return step * power;
}

function plainAxis(colors: ChartColors): uPlot.Axis {
  return { stroke: colors.text, font: colors.font, gap: 6, ticks: { show: false } };
}
