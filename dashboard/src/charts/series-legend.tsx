/** Which colour is which: beside the colour stands the name. */
import type { ComponentChildren } from 'preact';
import { seriesName } from './series-color.ts';

interface SeriesLegendProps {
  /** In the order of their colours. */
  readonly names: readonly string[];
  /** What else there is to say, as a line of the list. */
  readonly children?: ComponentChildren;
}

export function SeriesLegend({ names, children }: SeriesLegendProps) {
  return (
    <ul class="series-legend" aria-label="Colours">
      {names.map((name, place) => (
        <li key={name}>
          <span class={`series-dot ${seriesName(name, place)}`} aria-hidden="true" />
          {name}
        </li>
      ))}
      {children}
    </ul>
  );
}
