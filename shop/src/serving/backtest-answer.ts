/** A backtest as answers show it: how far it is, and both sets of rules beside each other. */
import { type Static, Type } from 'typebox';
import type { Backtest } from '../backtest/backtest-desk.ts';
import type { PlainResult } from '../backtest/backtest-messages.ts';
import { precision, recall, type Tally } from '../backtest/tally.ts';
import { OUTCOMES } from '../functions/score/decision.ts';

const Text = Type.Union([Type.String(), Type.Null()]);
const Time = Type.String({ format: 'date-time' });
const Outcome = Type.Enum([...OUTCOMES]);

const Share = Type.Union([Type.Number(), Type.Null()]);
const Measured = Type.Object({
  hits: Type.Integer(),
  frauds: Type.Integer({ description: 'Hits whose order is known to be a fraud.' }),
  goods: Type.Integer({ description: 'Hits whose order is known to be good.' }),
  precision: Share,
  recall: Share,
});
type Measured = Static<typeof Measured>;

const PerOutcome = Type.Object({ approve: Type.Integer(), review: Type.Integer(), decline: Type.Integer() });
const Result = Type.Object({
  orders: Type.Integer(),
  labelled: Type.Integer(),
  frauds: Type.Integer({ description: 'Of the labelled orders the known frauds.' }),
  outcomes: Type.Object(
    { approve: PerOutcome, review: PerOutcome, decline: PerOutcome },
    { description: 'The outcome before, and by it the outcomes of the other rules.' },
  ),
  flagged: Type.Object(
    { before: Measured, after: Measured },
    { description: 'Orders that are not approved: how well the rules find frauds together.' },
  ),
  rules: Type.Array(Type.Object({ code: Type.String(), before: Measured, after: Measured })),
  changedCount: Type.Integer(),
  changed: Type.Array(
    Type.Object({
      orderId: Type.String(),
      receivedAt: Time,
      before: Outcome,
      after: Outcome,
      scoreBefore: Type.Integer(),
      scoreAfter: Type.Integer(),
      label: Text,
    }),
    { description: 'The first thousand orders that are decided otherwise, oldest first.' },
  ),
});

export const BacktestAnswer = Type.Object({
  backtestId: Type.String(),
  status: Type.Enum(['running', 'done', 'failed', 'cancelled']),
  startedAt: Time,
  startedBy: Text,
  finishedAt: Type.Union([Time, Type.Null()]),
  against: Type.Enum(['inForce', 'decided']),
  from: Type.Union([Time, Type.Null()]),
  to: Type.Union([Time, Type.Null()]),
  share: Type.Number({ description: 'How far it is, from 0 to 1.' }),
  orders: Type.Integer({ description: 'Orders that are judged so far.' }),
  rules: Type.String({ description: 'The text that is tried.' }),
  failure: Type.Union([Type.Object({ code: Type.String(), reason: Type.String() }), Type.Null()]),
  result: Type.Union([Result, Type.Null()]),
});
export type BacktestAnswer = Static<typeof BacktestAnswer>;

export function backtestAnswer({ order, result, ...backtest }: Backtest): BacktestAnswer {
  return {
    ...backtest,
    failure: backtest.failure && { ...backtest.failure },
    against: order.today === null ? 'decided' : 'inForce',
    from: timeOrNull(order.fromMs),
    to: timeOrNull(order.toMs),
    rules: order.changed.rules ?? '',
    result: result && resultAnswer(result),
  };
}

function resultAnswer({ flagged, rules, changed, ...result }: PlainResult): Static<typeof Result> {
  const both = ({ before, after }: { readonly before: Tally; readonly after: Tally }) => ({
    before: measured(before, result.frauds),
    after: measured(after, result.frauds),
  });
  return {
    ...result,
    flagged: both(flagged),
    rules: rules.map(({ code, ...tallies }) => ({ code, ...both(tallies) })),
    changed: changed.map((decision) => ({ ...decision })),
  };
}

function measured(tally: Tally, frauds: number): Measured {
  return { ...tally, precision: precision(tally), recall: recall(tally, frauds) };
}

function timeOrNull(ms: number | undefined): string | null {
  return ms === undefined ? null : new Date(ms).toISOString();
}
