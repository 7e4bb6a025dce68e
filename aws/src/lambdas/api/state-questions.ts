/** Questions of the routes that features and risk profiles answer, put to where their states lie. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { JsonTables } from '@millrace/engine/fold/json-tables.ts';
import type { QuestionName, Questions } from '@millrace/shop/functions/event-functions.ts';
import { featureAnswers } from '@millrace/shop/functions/features/feature-questions.ts';
import { USER_FEATURES } from '@millrace/shop/functions/features/user-features.ts';
import type { RiskProfile } from '@millrace/shop/functions/score/risk-profile.ts';
import { keyText } from '../../results/key-text.ts';
import { unavailable } from '../../results/unavailable.ts';
import type { StateReader } from '../../state/state-reader.ts';
import { USERS_TABLE } from '../features/feature-tables-of-users.ts';

/** Features of single users: what is counted over all shoppers is not kept bucket by bucket. */
export const OFFERED_FEATURES = USER_FEATURES;

export interface StateQuestionParts {
  /** Of the function that counts features. */
  readonly users: Pick<StateReader, 'read'>;
  readonly dynamo: Pick<DynamoDBClient, 'send'>;
  /** Names of the tables. */
  readonly profiles: string;
}

export class StateQuestions {
  readonly #parts: StateQuestionParts;

  constructor(parts: StateQuestionParts) {
    this.#parts = parts;
  }

  /** @throws MillraceError FUNCTIONS_UNAVAILABLE when where the states lie does not answer. */
  async ask<Name extends QuestionName>(question: Name, request: Questions[Name][0]): Promise<Questions[Name][1]> {
    try {
      // Each question's answer has the type that its name stands for.
      return (await this.#answer(question, request)) as Questions[Name][1];
    } catch (error) {
      throw unavailable(error);
    }
  }

  #answer(question: QuestionName, request: unknown): Promise<unknown> {
    if (question === 'features') return this.#features(request as Questions['features'][0]);
    if (question === 'riskProfile') return this.#profile(request as Questions['riskProfile'][0]);
    throw new RangeError(`'${question}' is not answered here`);
  }

  async #features(request: Questions['features'][0]) {
    const userIds = [...new Set(request.rows.flatMap(({ userId }) => userId ?? []))];
    const states = await this.#parts.users.read(userIds.map((key) => ({ table: USERS_TABLE, key })));
    const known = userIds.flatMap((userId, at) => (states[at] === undefined ? [] : [[userId, states[at]] as const]));
    const tables = JsonTables.load({ [USERS_TABLE]: Object.fromEntries(known) });
    return featureAnswers(tables).features(request);
  }

  async #profile({ visitor }: Questions['riskProfile'][0]): Promise<RiskProfile | null> {
    const { dynamo, profiles } = this.#parts;
    const key = { pk: { S: keyText(visitor) } };
    const { Item } = await dynamo.send(new GetItemCommand({ TableName: profiles, Key: key }));
    return Item?.profile?.S === undefined ? null : JSON.parse(Item.profile.S);
  }
}
