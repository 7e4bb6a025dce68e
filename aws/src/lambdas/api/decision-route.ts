/** `GET /v1/decisions/{orderId}`: the decision that stands of an order, with what became known of it since. */
import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { DecisionAnswer, shownDecision } from '@millrace/shop/serving/decision-answer.ts';
import { Problem } from '@millrace/shop/sources/http/problem.ts';
import type { FastifyInstance } from 'fastify';
import * as Type from 'typebox';
import { keyText } from '../insights/decision-tables.ts';
import { unavailable } from './state-questions.ts';

const OrderParameters = Type.Object({ orderId: Type.String({ minLength: 1, maxLength: 200 }) });

export interface DecisionRouteParts {
  readonly dynamo: DynamoDBClient;
  /** The table's name. */
  readonly decisions: string;
}

export function decisionRoute(app: FastifyInstance, parts: DecisionRouteParts): void {
  app.get<{ Params: Type.Static<typeof OrderParameters> }>(
    '/v1/decisions/:orderId',
    {
      schema: {
        summary: 'The decision on an order',
        tags: ['fraud'],
        params: OrderParameters,
        response: { 200: DecisionAnswer },
      },
    },
    ({ params: { orderId } }) => decisionOn(orderId, parts),
  );
  // Here an order waits for streams, not for the next step of one process: nobody should hold a connection open for it.
  app.post('/v1/decisions', () => {
    const detail = 'Send the order to the collector, POST /v1/events, and then ask GET /v1/decisions/{orderId}.';
    throw new Problem({ status: 405, code: 'METHOD_NOT_ALLOWED', detail, headers: { allow: 'GET' } });
  });
}

async function decisionOn(orderId: string, { dynamo, decisions }: DecisionRouteParts): Promise<DecisionAnswer> {
  const item = await read(dynamo, decisions, orderId);
  if (item?.decision?.S !== undefined) return shownDecision(JSON.parse(item.decision.S), item.label?.S ?? null);
  const detail = `There is no decision on the order ${orderId}, or not yet.`;
  throw new Problem({ status: 404, code: 'NOT_FOUND', detail });
}

async function read(dynamo: DynamoDBClient, table: string, orderId: string) {
  try {
    const { Item } = await dynamo.send(new GetItemCommand({ TableName: table, Key: { pk: { S: keyText(orderId) } } }));
    return Item;
  } catch (error) {
    throw unavailable(error);
  }
}
