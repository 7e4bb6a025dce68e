/** How many products are low, gone or to be ordered. */
import type { Fetched } from '../../api/use-fetched.ts';
import { formatCount, formatPercent } from '../../figures/format.ts';
import { FaultNote } from '../../parts/fault-note.tsx';
import { Panel } from '../../parts/panel.tsx';
import type { StockSummary } from './stock-item.ts';

interface SummaryFiguresProps {
  readonly summary: Fetched<StockSummary>;
}

export function SummaryFigures({ summary: { data, fault, reload } }: SummaryFiguresProps) {
  const shareOf = (count: number) =>
    data && data.products > 0 ? `${formatPercent(count / data.products)} of ${formatCount(data.products)}` : 'of none';
  return (
    <>
      {fault !== null && <FaultNote fault={fault} onRetry={reload} />}
      <div class="stock-figures">
        <StockFigure name="below" title="Below threshold" value={data?.belowThreshold} note={shareOf} />
        <StockFigure name="gone" title="Nothing left" value={data?.nothingLeft} note={shareOf} />
        <StockFigure name="reorder" title="To be ordered" value={data?.toReorder} note={shareOf} />
        <StockFigure name="pieces" title="Pieces to order" value={data?.piecesToReorder} note={() => 'in all'} />
      </div>
    </>
  );
}

interface StockFigureProps {
  readonly name: string;
  readonly title: string;
  readonly value: number | undefined;
  readonly note: (value: number) => string;
}

function StockFigure({ name, title, value, note }: StockFigureProps) {
  return (
    <Panel title={title}>
      <p class="stock-figure" data-figure={name}>
        {value === undefined ? '–' : formatCount(value)}
      </p>
      <p class="stock-note">{value === undefined ? ' ' : note(value)}</p>
    </Panel>
  );
}
