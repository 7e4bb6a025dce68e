/**
 * The table of decisions for who asks it again soon anyway: a read fails within a second, and while the table is away reads
 * fail at once.
 */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { clientSettings } from '../client-settings.ts';
import { guardedClient } from '../lambdas/guarded-client.ts';
import { OutsideCalls } from '../state/outside-calls.ts';
import { StoredDecisions } from './stored-decisions.ts';

const READ_MS = 1_000;

/** @param decisions the table's name. Calls nobody yet. */
export function guardedDecisions(decisions: string): StoredDecisions {
  const settings = clientSettings({ connectionTimeoutMs: READ_MS, requestTimeoutMs: READ_MS });
  const dynamo = new DynamoDBClient({ ...settings, maxAttempts: 1 });
  return new StoredDecisions({ dynamo: guardedClient(dynamo, new OutsideCalls(READ_MS)), decisions });
}
