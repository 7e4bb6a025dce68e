/** A decision as answers show it, from the row of its view. */
import type { ViewEntry, ViewRow } from '@millrace/engine/views/view-store.ts';
import * as Type from 'typebox';
import { ORDER_LABELS, OUTCOMES } from '../functions/score/decision.ts';
import { moneyText } from './money-text.ts';
import type { ViewCatalog } from './view-catalog.ts';

const Text = Type.Union([Type.String(), Type.Null()]);
const SignalValue = Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()]);

export const DecisionAnswer = Type.Object({
  orderId: Type.String(),
  outcome: Type.Enum([...OUTCOMES]),
  score: Type.Integer({ minimum: 0, maximum: 100 }),
  reasons: Type.Array(
    Type.Object({
      code: Type.String({ description: 'Stable.' }),
      name: Type.String(),
      value: SignalValue,
      weight: Type.Integer({ description: 'Points that it adds to the score.' }),
      details: Type.Record(Type.String(), SignalValue),
    }),
  ),
  missing: Type.Array(Type.Object({ code: Type.String(), signals: Type.Array(Type.String()) }), {
    description: 'Rules that could not be judged, and what they lack.',
  }),
  model: Text,
  decidedAt: Type.String({ format: 'date-time' }),
  receivedAt: Type.String({ format: 'date-time' }),
  revision: Type.Integer({ description: '1, and one more each time that later lines made the outcome worse.' }),
  visitor: Text,
  ip: Text,
  country: Text,
  deviceId: Text,
  orderValue: Type.String({ description: 'Exact decimal.' }),
  label: Type.Union([Type.Enum([...ORDER_LABELS]), Type.Null()], { description: 'What became known of the order.' }),
});
export type DecisionAnswer = Type.Static<typeof DecisionAnswer>;

export function decisionAnswer(views: ViewCatalog, { row, key }: Pick<ViewEntry, 'row' | 'key'>): DecisionAnswer {
  const label = views.get('order_labels')?.get([key[1] ?? null, key[0] ?? null])?.row.label ?? null;
  return shownDecision(row, label);
}

/** @param row of the view `decisions`: written by the functions alone, in the shape of the schema. */
export function shownDecision(row: ViewRow, label: ViewRow[string]): DecisionAnswer {
  const { signals: _signals, lists: _lists, ...shown } = row;
  return {
    ...shown,
    reasons: JSON.parse(String(row.reasons)),
    missing: JSON.parse(String(row.missing)),
    orderValue: moneyText(row.orderValue),
    label,
  } as DecisionAnswer;
}
