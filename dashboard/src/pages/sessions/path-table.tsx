/** The flow chart in words: where visits of each stage go on to. */
import { formatCount, formatPercent } from '../../figures/format.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { Panel } from '../../parts/panel.tsx';
import { ShareBar } from '../../parts/share-bar.tsx';
import type { Paths } from './answers.ts';
import { type PathRow, pathRows } from './path-rows.ts';

export function PathTable({ paths }: { readonly paths: Paths }) {
  return (
    <Panel title="Step by step" scope="as a table">
      <DataTable
        caption="Ways through the shop, step by step"
        columns={COLUMNS}
        rows={pathRows(paths)}
        keyOf={({ key }) => key}
        empty="No visit began in this time."
      />
    </Panel>
  );
}

const COLUMNS: readonly Column<PathRow>[] = [
  { key: 'step', title: 'Step', isNumber: true, cell: ({ step }) => formatCount(step) },
  { key: 'from', title: 'From', cell: ({ from }) => from },
  { key: 'to', title: 'To', cell: ({ to }) => to },
  { key: 'visits', title: 'Visits', isNumber: true, cell: ({ visits }) => formatCount(visits) },
  { key: 'share', title: 'Of those who were there', isNumber: true, cell: ({ share }) => formatPercent(share) },
  { key: 'bar', title: '', isWide: true, cell: ({ share }) => <ShareBar share={share} /> },
];
