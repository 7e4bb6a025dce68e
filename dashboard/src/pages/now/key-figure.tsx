/** One figure with its trend over the last windows. */
import { Sparkline } from '../../charts/sparkline.tsx';
import { Panel } from '../../parts/panel.tsx';

interface KeyFigureProps {
  readonly name: string;
  readonly title: string;
  readonly scope: string;
  readonly value: string;
  readonly note: string;
  readonly trend: readonly (number | null)[];
}

export function KeyFigure({ name, title, scope, value, note, trend }: KeyFigureProps) {
  return (
    <Panel title={title} scope={scope} area="figure">
      <p class="figure" data-figure={name}>
        {value}
      </p>
      <p class="figure-note">{note}</p>
      <Sparkline values={trend} />
    </Panel>
  );
}
