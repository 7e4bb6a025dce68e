/** The parts of the read API, wired as its environment says. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { clientSettings } from '../../client-settings.ts';
import { BucketCache } from '../../state/bucket-cache.ts';
import { BucketNames } from '../../state/bucket-names.ts';
import { openValkey } from '../../state/open-valkey.ts';
import { guardedValkey, OutsideCalls } from '../../state/outside-calls.ts';
import { StateTable } from '../../state/state-table.ts';
import { requiredVariable } from '../environment-variable.ts';
import { featuresFunction } from '../features/features-function.ts';
import { FetchedViews } from './fetched-views.ts';
import type { ReadApiParts } from './read-api.ts';
import { ResultRows } from './result-rows.ts';
import { StateQuestions } from './state-questions.ts';
import { UserStates } from './user-states.ts';

/** Who asks waits: what does not answer by then is away. */
const VALKEY_MS = 300;
const DYNAMO_MS = 2_000;

/** @throws MillraceError CONFIG_INVALID. */
export function apiParts(): ReadApiParts {
  const dynamo = new DynamoDBClient(clientSettings());
  return {
    questions: new StateQuestions({
      users: userStates(dynamo),
      dynamo,
      profiles: requiredVariable('TABLE_RISK_PROFILES'),
    }),
    views: new FetchedViews(new ResultRows(dynamo, requiredVariable('TABLE_RESULTS'))),
    decisions: { dynamo, decisions: requiredVariable('TABLE_DECISIONS') },
  };
}

function userStates(dynamo: DynamoDBClient): UserStates {
  const names = new BucketNames(featuresFunction({ deliver: () => Promise.resolve() }));
  const valkey = guardedValkey(openValkey(requiredVariable('VALKEY_URL')), new OutsideCalls(VALKEY_MS));
  const tableName = requiredVariable('TABLE_STATE');
  return new UserStates({
    cache: new BucketCache(valkey, names, Date.now),
    states: new StateTable({ dynamo, calls: new OutsideCalls(DYNAMO_MS), tableName }, names),
  });
}
