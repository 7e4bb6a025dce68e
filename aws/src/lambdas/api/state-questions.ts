/** Questions of the routes that features and risk profiles answer, put to where their states lie. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import type { QuestionName, Questions } from '@millrace/shop/functions/event-functions.ts';
import { featureAnswers } from '@millrace/shop/functions/features/feature-questions.ts';
import { USER_FEATURES } from '@millrace/shop/functions/features/user-features.ts';
import type { RiskProfile } from '@millrace/shop/functions/score/risk-profile.ts';
import { keyText } from '../insights/decision-tables.ts';
import type { UserStates } from './user-states.ts';

/** Features of single users: what is counted over all shoppers is not kept bucket by bucket. */
export const OFFERED_FEATURES = USER_FEATURES;

export interface StateQuestionParts {
  readonly users: UserStates;
  readonly dynamo: Pick<DynamoDBClient, 'send'> & DynamoDBClient;
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
    const userIds = request.rows.flatMap(({ userId }) => userId ?? []);
    return featureAnswers(await this.#parts.users.tablesOf(userIds)).features(request);
  }

  async #profile({ visitor }: Questions['riskProfile'][0]): Promise<RiskProfile | null> {
    const { dynamo, profiles } = this.#parts;
    const key = { pk: { S: keyText(visitor) } };
    const { Item } = await dynamo.send(new GetItemCommand({ TableName: profiles, Key: key }));
    return Item?.profile?.S === undefined ? null : JSON.parse(Item.profile.S);
  }
}

export function unavailable(cause: unknown): MillraceError {
  return new MillraceError('what is asked for cannot be read at the moment', {
    code: 'FUNCTIONS_UNAVAILABLE',
    domain: 'external',
    retry: 'backoff',
    hint: 'ask again in a second',
    cause,
  });
}
