/** What is known of one operator: its figures, what it does in the words of EXPLAIN, and the SQL that it came from. */
import { formatCount } from '../../figures/format.ts';
import { EmptyNote, Panel } from '../../parts/panel.tsx';
import { TimeText } from '../../parts/time-text.tsx';
import type { GraphAnswer, GraphNodeAnswer } from './graph-answer.ts';
import { kindWords } from './operator-words.ts';
import { rateText } from './rate-text.ts';
import { SqlSource } from './sql-source.tsx';

interface OperatorPanelProps {
  readonly node: GraphNodeAnswer | undefined;
  readonly scripts: GraphAnswer['scripts'];
}

/** Its words are those of EXPLAIN, so that a plan on the command line reads the same. */
export function OperatorPanel({ node, scripts }: OperatorPanelProps) {
  if (node === undefined) {
    return (
      <Panel title="Operator">
        <EmptyNote>
          Choose an operator in the picture or the table to see what goes through it, and the SQL it came from.
        </EmptyNote>
      </Panel>
    );
  }
  return (
    <Panel title={kindWords(node.kind)} scope={node.id}>
      <div class="operator-panel">
        <dl class="facts" data-operator={node.id}>
          <dt>Rows in</dt>
          <dd>
            {rateText(node.rowsInPerSecond)}, {formatCount(node.rowsIn)} since the start
          </dd>
          <dt>Rows out</dt>
          <dd>
            {rateText(node.rowsOutPerSecond)}, {formatCount(node.rowsOut)} since the start
          </dd>
          <dt>State</dt>
          <dd>{formatCount(node.stateEntries)} entries</dd>
          <dt>Late rows</dt>
          <dd>{formatCount(node.lateRows)}</dd>
          <dt>Watermark</dt>
          <dd>{node.watermark === null ? 'none' : <TimeText at={node.watermark} as="clock" />}</dd>
          <dt>Needed by</dt>
          <dd>{node.queries.join(', ')}</dd>
        </dl>
        <div class="operator-words">
          <ul>
            {[...node.details, ...node.state.map((line) => `keeps ${line}`)].map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
          <SqlSource source={node.source} text={scripts.find(({ file }) => file === node.source.file)?.text ?? ''} />
        </div>
      </div>
    </Panel>
  );
}
