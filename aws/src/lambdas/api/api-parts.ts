/** The parts of the read API, wired as its environment says. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { clientSettings } from '../../client-settings.ts';
import { StoredDecisions } from '../../results/stored-decisions.ts';
import { openValkey } from '../../state/open-valkey.ts';
import { StateReader } from '../../state/state-reader.ts';
import { requiredVariable } from '../environment-variable.ts';
import { FEATURES_FUNCTION } from '../features/features-function.ts';
import { FetchedViews } from './fetched-views.ts';
import type { ReadApiParts } from './read-api.ts';
import { ResultRows } from './result-rows.ts';
import { StateQuestions } from './state-questions.ts';

/** @throws MillraceError CONFIG_INVALID. */
export function apiParts(): ReadApiParts {
  const dynamo = new DynamoDBClient(clientSettings());
  return {
    questions: new StateQuestions({
      users: new StateReader({
        bucketFunction: FEATURES_FUNCTION,
        valkey: openValkey(requiredVariable('VALKEY_URL')),
        dynamo,
        table: requiredVariable('TABLE_STATE'),
      }),
      dynamo,
      profiles: requiredVariable('TABLE_RISK_PROFILES'),
    }),
    views: new FetchedViews(new ResultRows(dynamo, requiredVariable('TABLE_RESULTS'))),
    decisions: new StoredDecisions({ dynamo, decisions: requiredVariable('TABLE_DECISIONS') }),
  };
}
