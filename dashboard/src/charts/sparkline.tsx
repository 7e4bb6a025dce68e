/** A line without axes, for the shape of the last minutes. Decoration: the figure beside it says the value. */

interface SparklineProps {
  /** Oldest first; null leaves a gap at the value before it. */
  readonly values: readonly (number | null)[];
}

const WIDTH = 100;
const HEIGHT = 32;
const INSET = 2;

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

/** Points in the drawing's box, from the value's share of the highest; zero is always the ground. */
export function sparklinePoints(values: readonly (number | null)[]): readonly (readonly [number, number])[] {
  const highest = Math.max(1e-9, ...values.map((value) => value ?? 0));
  const step = WIDTH / Math.max(1, values.length - 1);
  return values.flatMap((value, index) => {
    if (value === null) return [];
    return [[index * step, HEIGHT - INSET - (value / highest) * (HEIGHT - 2 * INSET)] as const];
  });
}
