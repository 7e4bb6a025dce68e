/**
 * What a person needs who looks into a case: the decision with its reasons, what became of the orders of its buyer, device,
 * card and address, what was done with the case so far, and who shares what with whom.
 */
import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import type { FunctionHost } from '../function-runtime/function-host.ts';
import { ORDER_LABELS, OUTCOMES, type Reason } from '../functions/score/decision.ts';
import { CASE_ACTIONS, type CaseStep, VERDICTS } from '../functions/score/fraud-case.ts';
import type { CaseHistory, KeyHistory, KnownOrder } from '../functions/score/fraud-knowledge.ts';
import { LISTS } from '../functions/score/fraud-lists.ts';
import { SHARED_KINDS } from '../functions/score/orders-by-key.ts';
import type { SharedNetwork } from '../functions/score/shared-network.ts';
import { CaseAnswer, CaseParameters, foundCase, noSuchCase, shownCase } from './case-routes.ts';
import { DecisionAnswer, decisionAnswer } from './decision-answer.ts';
import { priceText } from './money-text.ts';
import { ReasonWithFacts, reasonWithFacts } from './reason-facts.ts';
import type { ViewCatalog } from './view-catalog.ts';

const Text = Type.Union([Type.String(), Type.Null()]);
const Time = Type.String({ format: 'date-time' });
const Kind = Type.Enum([...SHARED_KINDS]);
const Lists = Type.Array(Type.Enum([...LISTS]), { description: 'The lists that it stands on.' });

const Step = Type.Object({
  at: Time,
  action: Type.Enum([...CASE_ACTIONS]),
  by: Text,
  assignee: Text,
  verdict: Type.Union([Type.Enum([...VERDICTS]), Type.Null()]),
});

const PastOrder = Type.Object({
  orderId: Type.String(),
  receivedAt: Time,
  visitor: Text,
  outcome: Type.Enum([...OUTCOMES]),
  score: Type.Integer(),
  orderValue: Type.String({ description: 'Exact decimal.' }),
  label: Type.Union([Type.Enum([...ORDER_LABELS]), Type.Null()]),
});

const Buyer = Type.Object({
  userId: Text,
  createdAt: Type.Union([Time, Type.Null()], { description: 'When the account was registered.' }),
  country: Text,
  segment: Text,
  anonymousIds: Type.Array(Type.String()),
  orders: Type.Integer(),
  approved: Type.Integer(),
  reviewed: Type.Integer(),
  declined: Type.Integer(),
  frauds: Type.Integer(),
  confirmedGood: Type.Integer(),
  ordered: Type.String({ description: 'What the orders were worth: exact decimal.' }),
});

const HistoryAnswer = Type.Object({
  case: CaseAnswer,
  steps: Type.Array(Step, { description: 'What was done with the case, oldest first: the newest 100.' }),
  decision: Type.Union([DecisionAnswer, Type.Null()], { description: 'Null once it is older than 30 days.' }),
  reasons: Type.Array(ReasonWithFacts),
  card: Type.Union([Type.String(), Type.Null()], { description: 'The fingerprint of the card.' }),
  buyer: Type.Union([Buyer, Type.Null()]),
  history: Type.Array(
    Type.Object({
      kind: Kind,
      value: Type.String(),
      frauds: Type.Integer({ description: 'Frauds that are remembered of it, also of orders that are not.' }),
      lists: Lists,
      orders: Type.Array(PastOrder),
    }),
    { description: 'The newest 40 orders of the last 30 days of its buyer, device, card and address, newest first.' },
  ),
});
type HistoryAnswer = Static<typeof HistoryAnswer>;

const NetworkAnswer = Type.Object({
  nodes: Type.Array(
    Type.Object({
      id: Type.String(),
      kind: Kind,
      value: Type.String(),
      steps: Type.Integer({ description: "Steps from the case's order; 0 for its own." }),
      orders: Type.Integer({ description: 'Orders that were looked at.' }),
      declined: Type.Integer({ description: 'Of these the declined ones, and those that turned out to be fraud.' }),
      frauds: Type.Integer({ description: 'Frauds that are remembered of it.' }),
      lists: Lists,
      more: Type.Integer({ description: 'Neighbours that are left out.' }),
    }),
    { description: 'At most 60, the nearest.' },
  ),
  edges: Type.Array(
    Type.Object({
      user: Type.String({ description: 'The id of a buyer.' }),
      key: Type.String({ description: 'The id of a device, card or address.' }),
      orders: Type.Integer(),
      lastAt: Time,
      worst: Type.Enum([...OUTCOMES]),
    }),
  ),
});

const tags = ['fraud'];
/** It names cards, devices and other buyers: more than a viewer needs. */
const config = { access: 'fraud' } as const;

export function caseHistoryRoutes(app: FastifyInstance, views: ViewCatalog, functions: FunctionHost): void {
  app.get<{ Params: CaseParameters }>(
    '/v1/cases/:caseId/history',
    {
      schema: {
        summary: 'A case with all that is remembered around its order',
        tags,
        params: CaseParameters,
        response: { 200: HistoryAnswer },
      },
      config,
    },
    async ({ params: { caseId } }) => {
      const history = await functions.ask('fraudHistory', { caseId });
      if (!history) throw noSuchCase(caseId);
      return historyAnswer(history, views, functions);
    },
  );
  app.get<{ Params: CaseParameters }>(
    '/v1/cases/:caseId/network',
    {
      schema: {
        summary: "Who shares devices, cards and addresses with the buyer of a case's order",
        tags,
        params: CaseParameters,
        response: { 200: NetworkAnswer },
      },
      config,
    },
    async ({ params: { caseId } }) => {
      const { orderId } = await foundCase(functions, caseId);
      return networkAnswer(await functions.ask('fraudNetwork', { orderId }));
    },
  );
}

async function historyAnswer(
  { found, order, profile, keys }: CaseHistory,
  views: ViewCatalog,
  functions: FunctionHost,
): Promise<HistoryAnswer> {
  const entry = order ? views.get('decisions')?.get([order.receivedMs, order.orderId]) : undefined;
  const reasons: readonly Reason[] = entry ? JSON.parse(String(entry.row.reasons)) : [];
  return {
    case: shownCase(found),
    steps: found.steps.map(stepAnswer),
    decision: entry ? decisionAnswer(views, entry) : null,
    reasons: reasons.map(reasonWithFacts),
    card: order?.card ?? null,
    buyer: await buyerAnswer(found.visitor, profile, functions),
    history: keys.map(keyAnswer),
  };
}

async function buyerAnswer(
  visitor: string | null,
  profile: CaseHistory['profile'],
  functions: FunctionHost,
): Promise<HistoryAnswer['buyer']> {
  if (visitor === null) return null;
  const { createdMs, country, segment, anonymousIds } = await functions.ask('profile', { userId: visitor });
  return {
    userId: visitor,
    createdAt: createdMs === null ? null : isoTime(createdMs),
    country,
    segment,
    anonymousIds: [...anonymousIds],
    orders: profile?.orders ?? 0,
    approved: profile?.approve ?? 0,
    reviewed: profile?.review ?? 0,
    declined: profile?.decline ?? 0,
    frauds: profile?.frauds ?? 0,
    confirmedGood: profile?.confirmedGood ?? 0,
    ordered: priceText(profile?.amountTenThousandths ?? 0),
  };
}

function stepAnswer({ atMs, ...step }: CaseStep): Static<typeof Step> {
  return { at: isoTime(atMs), ...step };
}

function keyAnswer({ kind, value, frauds, lists, orders }: KeyHistory): HistoryAnswer['history'][number] {
  return { kind, value, frauds, lists: [...lists], orders: orders.flatMap(pastOrder) };
}

function pastOrder({ orderId, receivedMs, visitor, outcome, score, value, label }: KnownOrder) {
  if (outcome === null) return [];
  return [{ orderId, receivedAt: isoTime(receivedMs), visitor, outcome, score, orderValue: priceText(value), label }];
}

/** An order that is no longer remembered has no neighbours. */
function networkAnswer(network: SharedNetwork | null): Static<typeof NetworkAnswer> {
  if (!network) return { nodes: [], edges: [] };
  return {
    nodes: network.nodes.map((node) => ({ ...node, lists: [...node.lists] })),
    edges: network.edges.map(({ lastMs, ...edge }) => ({ ...edge, lastAt: isoTime(lastMs) })),
  };
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}
