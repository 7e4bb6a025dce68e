/** A line without axes, for the shape of the last minutes. Decoration: the figure beside it says the value. */

import { SPARKLINE_HEIGHT as HEIGHT, sparklinePoints, SPARKLINE_WIDTH as WIDTH } from './sparkline-points.ts';

interface SparklineProps {
  /** Oldest first; null leaves a gap at the value before it. */
  readonly values: readonly (number | null)[];
}

export function Sparkline({ values }: SparklineProps) {
  const points = sparklinePoints(values);
  if (points.length < 2) return <svg class="sparkline" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true" />;
  const line = points.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${x.toFixed(2)} ${y.toFixed(2)}`).join('');
  const [lastX] = points.at(-1) ?? [WIDTH];
  const [firstX] = points[0] ?? [0];
  return (
    <svg class="sparkline" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      <path class="sparkline-area" d={`${line}L${lastX} ${HEIGHT}L${firstX} ${HEIGHT}Z`} />
      <path class="sparkline-line" d={line} />
    </svg>
  );
}
