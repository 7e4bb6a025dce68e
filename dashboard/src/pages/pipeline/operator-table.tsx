/** The same operators as a table, inputs before outputs. */
import { formatCount } from '../../figures/format.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { TimeText } from '../../parts/time-text.tsx';
import type { GraphEdgeAnswer, GraphNodeAnswer } from './graph-answer.ts';
import { kindWords, operatorLine } from './operator-words.ts';
import { rateText } from './rate-text.ts';

interface OperatorTableProps {
  readonly nodes: readonly GraphNodeAnswer[];
  readonly edges: readonly GraphEdgeAnswer[];
  readonly chosen: string;
  readonly onChoose: (id: string) => void;
}

/** For those who read better in words, or with a screen reader; it says all that the picture says. */
export function OperatorTable({ nodes, edges, chosen, onChoose }: OperatorTableProps) {
  const columns: readonly Column<GraphNodeAnswer>[] = [
    {
      key: 'id',
      title: 'Operator',
      cell: ({ id }) => (
        <button type="button" class="link-button" onClick={() => onChoose(id)}>
          {id}
        </button>
      ),
    },
    { key: 'kind', title: 'Kind', cell: ({ kind }) => kindWords(kind) },
    {
      key: 'line',
      title: 'What',
      isWide: true,
      cell: (node) => <span title={operatorLine(node)}>{operatorLine(node)}</span>,
    },
    { key: 'reads', title: 'Reads', cell: ({ id }) => readsOf(id, edges) },
    { key: 'in', title: 'Rows in', isNumber: true, cell: ({ rowsInPerSecond }) => rateText(rowsInPerSecond) },
    { key: 'out', title: 'Rows out', isNumber: true, cell: ({ rowsOutPerSecond }) => rateText(rowsOutPerSecond) },
    { key: 'entries', title: 'State entries', isNumber: true, cell: ({ stateEntries }) => formatCount(stateEntries) },
    { key: 'late', title: 'Late rows', isNumber: true, cell: ({ lateRows }) => formatCount(lateRows) },
    {
      key: 'watermark',
      title: 'Watermark',
      cell: ({ watermark }) => (watermark === null ? '–' : <TimeText at={watermark} as="clock" />),
    },
  ];
  return (
    <DataTable
      caption="Operators"
      columns={columns}
      rows={nodes}
      keyOf={({ id }) => id}
      chosen={chosen}
      empty="This pipeline has no operators."
    />
  );
}

/** The operators before it, by their ids. */
function readsOf(id: string, edges: readonly GraphEdgeAnswer[]): string {
  return edges.flatMap(({ from, to }) => (to === id ? [from] : [])).join(', ') || '–';
}
