/** Chooses the span of time that a page looks at. */
import { RANGES, type RangeName, type TimeRange } from '../address/use-time-range.ts';
import { formatMoment } from '../figures/format.ts';
import { Choice } from './choice.tsx';

const OPTIONS = RANGES.map((name) => [name, name] as const);

export function RangeChoice({
  range,
  names = RANGES,
}: {
  readonly range: TimeRange;
  readonly names?: readonly RangeName[];
}) {
  return (
    <div class="range">
      {range.name === null && range.to !== undefined && (
        <span class="range-between">
          {formatMoment(Date.parse(range.from))} – {formatMoment(Date.parse(range.to))}
        </span>
      )}
      <Choice
        label="Time shown"
        options={OPTIONS.filter(([name]) => names.includes(name))}
        value={range.name}
        onChoose={range.choose}
      />
    </div>
  );
}
