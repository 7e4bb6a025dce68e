/** Decisions that stand, as answers show them, out of their table. */
import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { type DecisionAnswer, shownDecision } from '@millrace/shop/serving/decision-answer.ts';
import { keyText } from './key-text.ts';

export interface StoredDecisionsParts {
  readonly dynamo: Pick<DynamoDBClient, 'send'>;
  /** The table's name. */
  readonly decisions: string;
}

export class StoredDecisions {
  readonly #parts: StoredDecisionsParts;

  constructor(parts: StoredDecisionsParts) {
    this.#parts = parts;
  }

  /**
   * What was written within the last second may be missed: who waits for it asks again.
   * @returns undefined for an order that is not decided. @throws the SDK's error.
   */
  async find(orderId: string): Promise<DecisionAnswer | undefined> {
    const { dynamo, decisions } = this.#parts;
    const get = new GetItemCommand({ TableName: decisions, Key: { pk: { S: keyText(orderId) } } });
    const { Item } = await dynamo.send(get);
    // A label may have come before its order.
    return Item?.decision?.S === undefined
      ? undefined
      : shownDecision(JSON.parse(Item.decision.S), Item.label?.S ?? null);
  }
}
