/** What became known of an order, and what a buyer's orders came to so far. */
import type { FastifyInstance } from 'fastify';
import * as Type from 'typebox';
import type { FunctionHost } from '../function-runtime/function-host.ts';
import { ORDER_LABELS } from '../functions/score/decision.ts';
import { ProblemDocument } from './bad-request.ts';
import type { ControlDesk } from './control-desk.ts';
import { priceText } from './money-text.ts';

const OrderParameters = Type.Object({ orderId: Type.String({ minLength: 1, maxLength: 200 }) });
const LabelBody = Type.Object({ label: Type.Enum([...ORDER_LABELS]) });
const LabelAnswer = Type.Object({
  orderId: Type.String(),
  label: Type.Enum([...ORDER_LABELS]),
  known: Type.Boolean({
    description: 'Whether the order has been decided; a label that comes before it waits for it.',
  }),
});

const UserParameters = Type.Object({ userId: Type.String({ minLength: 1, maxLength: 200 }) });
const Time = Type.Union([Type.String({ format: 'date-time' }), Type.Null()]);
const RiskAnswer = Type.Object({
  userId: Type.String(),
  known: Type.Boolean(),
  firstOrderAt: Time,
  lastOrderAt: Time,
  orders: Type.Integer(),
  approved: Type.Integer(),
  reviewed: Type.Integer(),
  declined: Type.Integer(),
  frauds: Type.Integer({ description: 'Orders with a chargeback, or found to be fraud.' }),
  confirmedGood: Type.Integer(),
  ordered: Type.String({ description: 'What the orders were worth: exact decimal.' }),
  lastScore: Type.Union([Type.Integer(), Type.Null()]),
});

const tags = ['fraud'];

export function orderLabelRoutes(app: FastifyInstance, functions: FunctionHost, desk: ControlDesk): void {
  app.post<{ Params: Type.Static<typeof OrderParameters>; Body: Type.Static<typeof LabelBody> }>(
    '/v1/orders/:orderId/label',
    {
      schema: {
        summary: 'Tell what became of an order',
        tags,
        params: OrderParameters,
        body: LabelBody,
        response: { 200: LabelAnswer, 400: ProblemDocument },
      },
      config: { access: 'fraud' },
    },
    async ({ params: { orderId }, body: { label } }): Promise<Type.Static<typeof LabelAnswer>> => {
      await desk.send([{ eventType: 'order_label', orderId, status: label }]);
      const record = await functions.ask('fraudOrder', { orderId });
      return { orderId, label, known: record !== null && record.outcome !== null };
    },
  );
  riskRoute(app, functions);
}

export function riskRoute(app: FastifyInstance, functions: Pick<FunctionHost, 'ask'>): void {
  app.get<{ Params: Type.Static<typeof UserParameters> }>(
    '/v1/users/:userId/risk',
    {
      schema: { summary: "What a user's orders came to", tags, params: UserParameters, response: { 200: RiskAnswer } },
    },
    async ({ params: { userId } }): Promise<Type.Static<typeof RiskAnswer>> => {
      const profile = await functions.ask('riskProfile', { visitor: userId });
      return {
        userId,
        known: profile !== null,
        firstOrderAt: profile && new Date(profile.firstMs).toISOString(),
        lastOrderAt: profile && new Date(profile.lastMs).toISOString(),
        orders: profile?.orders ?? 0,
        approved: profile?.approve ?? 0,
        reviewed: profile?.review ?? 0,
        declined: profile?.decline ?? 0,
        frauds: profile?.frauds ?? 0,
        confirmedGood: profile?.confirmedGood ?? 0,
        ordered: priceText(profile?.amountTenThousandths ?? 0),
        lastScore: profile?.lastScore ?? null,
      };
    },
  );
}
