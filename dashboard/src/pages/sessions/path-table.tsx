/** The flow chart in words, a step at a time: what visits of each stage go on to. */
import { useParameter } from '../../address/use-parameter.ts';
import { formatCount, formatPercent } from '../../figures/format.ts';
import { Choice } from '../../parts/choice.tsx';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { Panel } from '../../parts/panel.tsx';
import { ShareBar } from '../../parts/share-bar.tsx';
import type { Paths } from './answers.ts';
import { type PathRow, pathRows } from './path-rows.ts';

/** What visits begin with. */
const FIRST = '1';

export function PathTable({ paths }: { readonly paths: Paths }) {
  const [chosen, choose] = useParameter('step', FIRST);
  const rows = pathRows(paths);
  const steps = [...new Set(rows.map(({ step }) => String(step)))];
  const step = steps.includes(chosen) ? chosen : FIRST;
  return (
    <Panel
      title="Step by step"
      scope={step === FIRST ? 'what visits begin with' : `from step ${Number(step) - 1} to step ${step}`}
      actions={
        <Choice
          label="Step shown in the table"
          options={steps.map((one) => [one, one === FIRST ? 'First' : one] as const)}
          value={step}
          onChoose={choose}
        />
      }
    >
      <DataTable
        caption="Ways through the shop, step by step"
        columns={COLUMNS}
        rows={rows.filter((row) => String(row.step) === step)}
        keyOf={({ key }) => key}
        empty="No visit has come to this step."
      />
    </Panel>
  );
}

const COLUMNS: readonly Column<PathRow>[] = [
  { key: 'from', title: 'From', cell: ({ from }) => from },
  { key: 'to', title: 'To', cell: ({ to }) => to },
  { key: 'visits', title: 'Visits', isNumber: true, cell: ({ visits }) => formatCount(visits) },
  { key: 'share', title: 'Of those there', isNumber: true, cell: ({ share }) => formatPercent(share) },
  { key: 'bar', title: '', isWide: true, cell: ({ share }) => <ShareBar share={share} /> },
];
