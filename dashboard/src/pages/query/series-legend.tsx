/** Which colour is which: beside the colour stands the name. */
import type { Series } from './chart-choice.ts';

export function SeriesLegend({ series }: { readonly series: readonly Series[] }) {
  return (
    <ul class="series-legend" aria-label="Colours">
      {series.map(({ name }, place) => (
        <li key={name}>
          <span class={`series-dot series-${place + 1}`} aria-hidden="true" />
          {name}
        </li>
      ))}
    </ul>
  );
}
