/** What a backtest found: both sets of rules beside each other, and the decisions that would change. */
import type { ComponentChildren } from 'preact';
import { formatCount, formatPercent } from '../../figures/format.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Tag } from '../../parts/tag.tsx';
import { TimeText } from '../../parts/time-text.tsx';
import type { Backtest, BacktestResult, ChangedDecision, Compared, Outcome } from './answers.ts';
import { isFraud, LABEL_WORDS, OUTCOME_TONES, OUTCOME_WORDS } from './words.ts';

interface BacktestReportProps {
  readonly backtest: Backtest;
  readonly result: BacktestResult;
}

export function BacktestReport({ backtest, result }: BacktestReportProps) {
  const { orders, changedCount, changed } = result;
  const share = orders === 0 ? '' : ` (${formatPercent(changedCount / orders)})`;
  const beside = backtest.against === 'inForce' ? "today's rules" : 'decisions as they were made';
  return (
    <div class="stack">
      <Panel
        title={`${formatCount(changedCount)} of ${formatCount(orders)} decisions would change${share}`}
        scope={`beside ${beside}`}
      >
        <div class="compare-pair">
          <OutcomeTable outcomes={result.outcomes} />
          <QualityTable result={result} />
        </div>
      </Panel>
      <Panel title="Rules before and after">
        <DataTable
          caption="Rules before and after"
          columns={RULE_COLUMNS}
          rows={result.rules.toSorted((a, b) => moved(b) - moved(a))}
          keyOf={({ code }) => code}
          empty="No rule has hit."
        />
      </Panel>
      <Panel
        title="Decided otherwise"
        scope={changed.length < changedCount ? `the first ${formatCount(changed.length)}` : undefined}
      >
        <DataTable
          caption="Orders that would be decided otherwise, oldest first"
          columns={CHANGED_COLUMNS}
          rows={changed}
          keyOf={({ orderId, receivedAt }) => `${orderId} ${receivedAt}`}
          empty="Every order would be decided as it was."
        />
      </Panel>
    </div>
  );
}

const OUTCOMES: readonly Outcome[] = ['approve', 'review', 'decline'];

function OutcomeTable({ outcomes }: Pick<BacktestResult, 'outcomes'>) {
  return (
    <table class="data-table compare">
      <caption>Decisions: from the row's to the column's</caption>
      <thead>
        <tr>
          <th scope="col">Was</th>
          {OUTCOMES.map((after) => (
            <th scope="col" class="number" key={after}>
              {OUTCOME_WORDS[after]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {OUTCOMES.map((before) => (
          <tr key={before}>
            <th scope="row">{OUTCOME_WORDS[before]}</th>
            {OUTCOMES.map((after) => (
              <td key={after} class={before === after || outcomes[before][after] === 0 ? 'number' : 'number moved'}>
                {formatCount(outcomes[before][after])}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function QualityTable({ result: { flagged, labelled, frauds } }: { readonly result: BacktestResult }) {
  const row = (name: string, before: ComponentChildren, after: ComponentChildren) => (
    <tr>
      <th scope="row">{name}</th>
      <td class="number">{before}</td>
      <td class="number">{after}</td>
    </tr>
  );
  return (
    <table class="data-table compare">
      <caption>
        Sent to review or declined; {formatCount(labelled)} orders have a label, {formatCount(frauds)} are frauds
      </caption>
      <thead>
        <tr>
          <th scope="col" />
          <th scope="col" class="number">
            Before
          </th>
          <th scope="col" class="number">
            After
          </th>
        </tr>
      </thead>
      <tbody>
        {row('Orders', formatCount(flagged.before.hits), formatCount(flagged.after.hits))}
        {row('Precision', part(flagged.before.precision), part(flagged.after.precision))}
        {row('Recall', part(flagged.before.recall), part(flagged.after.recall))}
      </tbody>
    </table>
  );
}

type RuleRow = BacktestResult['rules'][number];

/** What stays the same stands once. */
function both(of: (side: Compared['before']) => string): (rule: RuleRow) => ComponentChildren {
  return ({ before, after }) => (of(before) === of(after) ? of(after) : <b>{`${of(before)} → ${of(after)}`}</b>);
}

const RULE_COLUMNS: readonly Column<RuleRow>[] = [
  { key: 'code', title: 'Rule', cell: ({ code }) => <code>{code}</code> },
  { key: 'hits', title: 'Hits', isNumber: true, cell: both(({ hits }) => formatCount(hits)) },
  { key: 'precision', title: 'Precision', isNumber: true, cell: both(({ precision }) => part(precision)) },
  { key: 'recall', title: 'Recall', isNumber: true, cell: both(({ recall }) => part(recall)) },
];

const CHANGED_COLUMNS: readonly Column<ChangedDecision>[] = [
  { key: 'at', title: 'Came', cell: ({ receivedAt }) => <TimeText at={receivedAt} /> },
  { key: 'order', title: 'Order', cell: ({ orderId }) => <span class="fraud-id">{orderId}</span> },
  {
    key: 'before',
    title: 'Before',
    cell: ({ before, scoreBefore }) => <Decided outcome={before} score={scoreBefore} />,
  },
  { key: 'after', title: 'After', cell: ({ after, scoreAfter }) => <Decided outcome={after} score={scoreAfter} /> },
  {
    key: 'label',
    title: 'Turned out',
    cell: ({ label }) =>
      label === null ? '–' : <Tag tone={isFraud(label) ? 'bad' : 'good'}>{LABEL_WORDS[label]}</Tag>,
  },
];

function Decided({ outcome, score }: { readonly outcome: Outcome; readonly score: number }) {
  return (
    <>
      <Tag tone={OUTCOME_TONES[outcome]}>{OUTCOME_WORDS[outcome]}</Tag> <span class="quiet">{score}</span>
    </>
  );
}

function moved({ before, after }: RuleRow): number {
  return Math.abs(after.hits - before.hits);
}

function part(value: number | null): string {
  return value === null ? '–' : formatPercent(value);
}
