/** The parts of the function on `insights`, wired as its environment says. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { FirehoseClient } from '@aws-sdk/client-firehose';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { SNSClient } from '@aws-sdk/client-sns';
import { clientSettings } from '../../client-settings.ts';
import { poisonTable } from '../../failures/poison-table.ts';
import { type ResultRow, ResultsTable } from '../../results/results-table.ts';
import { BucketRunner } from '../../state/bucket-runner.ts';
import { openValkey } from '../../state/open-valkey.ts';
import { OutsideCalls } from '../../state/outside-calls.ts';
import type { TableAccess } from '../../state/table-access.ts';
import { putLake } from '../../stream/put-lake.ts';
import { requiredVariable } from '../environment-variable.ts';
import { AlertTopic } from './alert-topic.ts';
import { DecisionAges } from './decision-ages.ts';
import { DecisionTables } from './decision-tables.ts';
import { decisionsFunction } from './decisions-function.ts';
import { decisionDelivery } from './deliver-decisions.ts';
import type { InsightsParts } from './insights-batch.ts';
import { lakeLine } from './lake-line.ts';

const DYNAMO_MS = 5_000;
const TOPIC_MS = 5_000;

/** @throws MillraceError CONFIG_INVALID. */
export function insightsParts(): InsightsParts & { readonly ages: DecisionAges } {
  const dynamo = new DynamoDBClient(clientSettings());
  const kinesis = new KinesisClient(clientSettings());
  const streamName = requiredVariable('STREAM_INSIGHTS');
  const results = new ResultsTable(tableAccess(dynamo, 'TABLE_RESULTS'));
  const toLake = lakeWriter();
  const ages = new DecisionAges();
  const reject = poisonTable({
    dynamo,
    table: requiredVariable('TABLE_POISON'),
    functionName: 'insights',
    streamName,
  });
  const runner = new BucketRunner({
    bucketFunction: decisionsFunction({
      deliver: decisionDelivery({ tables: decisionTables(dynamo), results, topic: alertTopic(), toLake, ages }),
    }),
    streamName,
    valkey: openValkey(requiredVariable('VALKEY_URL')),
    dynamo,
    kinesis,
    tables: { state: requiredVariable('TABLE_STATE'), progress: requiredVariable('TABLE_PROGRESS') },
    reject,
  });
  return { runner, results, toLake, reject, ages };
}

function decisionTables(dynamo: DynamoDBClient): DecisionTables {
  return new DecisionTables({
    decisions: tableAccess(dynamo, 'TABLE_DECISIONS'),
    profiles: tableAccess(dynamo, 'TABLE_RISK_PROFILES'),
    audit: tableAccess(dynamo, 'TABLE_AUDIT'),
  });
}

/** Each with a circuit breaker of its own: a table that is throttled holds up no other. */
function tableAccess(dynamo: DynamoDBClient, variable: string): TableAccess {
  return { dynamo, calls: new OutsideCalls(DYNAMO_MS), tableName: requiredVariable(variable) };
}

function alertTopic(): AlertTopic | undefined {
  const topicArn = process.env.TOPIC_ALERTS;
  if (!topicArn) return undefined;
  const externalUrl = process.env.EXTERNAL_URL ?? '';
  return new AlertTopic({
    client: new SNSClient(clientSettings()),
    calls: new OutsideCalls(TOPIC_MS),
    topicArn,
    externalUrl,
  });
}

function lakeWriter(): (rows: readonly ResultRow[]) => Promise<void> {
  const stream = process.env.FIREHOSE_INSIGHTS;
  if (!stream) return () => Promise.resolve();
  const client = new FirehoseClient(clientSettings());
  return (rows) => {
    const today = new Date().toISOString().slice(0, 10);
    const lines = rows.map((row) => lakeLine(row, today));
    return putLake(client, stream, lines);
  };
}
