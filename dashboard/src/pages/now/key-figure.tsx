/** One figure beside what is usual, with its trend over the last windows. */
import { Sparkline } from '../../charts/sparkline.tsx';
import { Panel } from '../../parts/panel.tsx';
import { NormLine } from './norm-line.tsx';
import type { Norm } from './norms.ts';

export interface KeyFigureProps {
  readonly name: string;
  readonly title: string;
  readonly scope: string;
  readonly value: number | null;
  readonly format: (value: number) => string;
  readonly norm: Norm | null | undefined;
  /** What is held against the norm, where it is not the value itself. */
  readonly compared?: number | null;
  readonly trend: readonly (number | null)[];
}

export function KeyFigure({ name, title, scope, value, format, norm, compared, trend }: KeyFigureProps) {
  return (
    <Panel title={title} scope={scope} area="figure">
      <p class="figure" data-figure={name}>
        {value === null ? '–' : format(value)}
      </p>
      <NormLine value={compared === undefined ? value : compared} norm={norm} format={format} />
      <Sparkline values={trend} />
    </Panel>
  );
}
