/** Bars beside their labels and values: a table, so that it can be read aloud. */
import { seriesName } from '../../charts/series-color.ts';
import { SeriesLegend } from '../../charts/series-legend.tsx';
import { formatDecimal } from '../../figures/format.ts';
import type { ChartData } from './chart-choice.ts';

interface BarTableProps {
  readonly data: ChartData;
  readonly label: string;
  readonly value: string;
}

export function BarTable({ data: { xs, series }, label, value }: BarTableProps) {
  const largest = Math.max(...series.flatMap(({ values }) => values.map((one) => Math.abs(one ?? 0))), Number.EPSILON);
  return (
    <>
      {series.length > 1 && <SeriesLegend names={series.map(({ name }) => name)} />}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard. */}
      <section class="table-box" tabIndex={0} aria-label={`${value} by ${label}`}>
        <table class="bar-table">
          <thead class="unseen">
            <tr>
              <th scope="col">{label}</th>
              <th scope="col">{series.length > 1 ? 'Bars' : value}</th>
            </tr>
          </thead>
          <tbody>
            {xs.map((x, place) => (
              <tr key={x}>
                <th scope="row" title={String(x)}>
                  {x}
                </th>
                <td>
                  {series.map(({ name, values }, number) => (
                    <Bar key={name} number={number} value={values[place] ?? null} largest={largest} name={name} />
                  ))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}

interface BarProps {
  readonly number: number;
  readonly name: string;
  readonly value: number | null;
  readonly largest: number;
}

function Bar({ number, name, value, largest }: BarProps) {
  if (value === null) return null;
  return (
    <div class={value < 0 ? 'bar bar-below' : 'bar'}>
      <span class={`bar-fill ${seriesName(name, number)}`} style={{ width: `${(70 * Math.abs(value)) / largest}%` }} />
      <span class="unseen">{name}: </span>
      {formatDecimal(value, Number.isInteger(value) ? 0 : 2)}
    </div>
  );
}
