/** Two curves on one axis, as uPlot takes them. */
import type uPlot from 'uplot';
import type { CurvePoint } from './window-curve.ts';

/** Both curves on one axis of seconds. Between two steps a curve keeps its value; after its end it has none. */
export function alignedCurves(present: readonly CurvePoint[], previous: readonly CurvePoint[]): uPlot.AlignedData {
  const seconds = [...new Set([...previous, ...present].map((point) => point.second))].sort((a, b) => a - b);
  return [seconds, valuesAt(seconds, previous), valuesAt(seconds, present)];
}

function valuesAt(seconds: readonly number[], curve: readonly CurvePoint[]): (number | null)[] {
  const end = curve.at(-1)?.second ?? -1;
  let index = 0;
  return seconds.map((second) => {
    if (second > end) return null;
    while ((curve[index + 1]?.second ?? Number.POSITIVE_INFINITY) <= second) index += 1;
    return curve[index]?.revenue ?? null;
  });
}
