/** A result as a picture: lines over time, bars for everything else; the reader says which columns. */
import { useMemo } from 'preact/hooks';
import { useParameter } from '../../address/use-parameter.ts';
import { Select } from '../../parts/fields.tsx';
import { EmptyNote } from '../../parts/panel.tsx';
import { BarTable } from './bar-table.tsx';
import { cellKind } from './cell-text.ts';
import { chartChoice, chartData } from './chart-choice.ts';
import type { ResultColumn, ResultRow } from './read-result.ts';
import { TimeLines } from './time-lines.tsx';

interface ResultChartProps {
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly ResultRow[];
}

export function ResultChart({ columns, rows }: ResultChartProps) {
  const [x, setX] = useParameter('x');
  const [y, setY] = useParameter('y');
  const [by, setBy] = useParameter('by');
  const choice = useMemo(() => chartChoice(columns, { x, y, by }), [columns, x, y, by]);
  const data = useMemo(() => choice && chartData(columns, rows, choice), [columns, rows, choice]);
  if (choice === null || data === null) {
    return <EmptyNote>A chart needs a column of numbers. Ask for one, such as count(*) or sum(revenue).</EmptyNote>;
  }
  const names = columns.map(({ name }) => [name, name] as const);
  const numbers = columns.filter(({ type }) => cellKind(type) === 'number').map(({ name }) => [name, name] as const);
  const nameOf = (place: number) => columns[place]?.name ?? 'none';
  return (
    <>
      <div class="toolbar query-axes">
        <Select label="Along" value={nameOf(choice.x)} options={names} onChoose={setX} />
        <Select label="Values" value={nameOf(choice.y)} options={numbers} onChoose={setY} />
        <Select
          label="One for each"
          value={nameOf(choice.by)}
          options={[['none', 'none'] as const, ...names]}
          onChoose={setBy}
        />
      </div>
      {data.xs.length === 0 ? (
        <EmptyNote>There is nothing to draw: the chosen columns hold no values.</EmptyNote>
      ) : data.isTime ? (
        <TimeLines data={data} value={nameOf(choice.y)} />
      ) : (
        <BarTable data={data} label={nameOf(choice.x)} value={nameOf(choice.y)} />
      )}
      {data.leftOut > 0 && <p class="query-note">Only the largest are drawn; the table has all of them.</p>}
    </>
  );
}
