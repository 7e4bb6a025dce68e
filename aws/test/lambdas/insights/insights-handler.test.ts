/** The function as it is deployed, on a stream, tables, a cache, a topic and a lake: what comes to whom, and once. */
import { QueryCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { PutRecordCommand } from '@aws-sdk/client-kinesis';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { SubscribeCommand } from '@aws-sdk/client-sns';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import type { EnrichedEvent } from '@millrace/shop/functions/enrich/enriched-event.ts';
import type { ShopEvent } from '@millrace/shop/functions/shop-event.ts';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { makeEvent, START_MS } from '../../../../shop/test/functions/make-event.ts';
import { control, enriched, purchase, rowOf } from '../../../../shop/test/functions/score/made-shop.ts';
import { eventInsight } from '../../../src/stream/insight-record.ts';
import { EmulatedAws } from '../../emulated/emulated-aws.ts';
import { type Handler, inProcess } from '../../emulated/in-process-sandbox.ts';
import { eventInput, rowInput, runDecisions, viewOutputs } from './decision-run.ts';

let aws: EmulatedAws;
let sent = 0;

beforeAll(async () => {
  aws = await EmulatedAws.start({ shards: 1 });
  const quiet = { POWERTOOLS_METRICS_DISABLED: 'true', POWERTOOLS_LOG_LEVEL: 'SILENT' };
  for (const [name, value] of Object.entries({ ...aws.environment(), ...quiet })) vi.stubEnv(name, value);
  const queue = { TopicArn: aws.alertsTopic, Protocol: 'sqs', Endpoint: aws.failuresQueue.arn };
  await aws.moto.sns.send(new SubscribeCommand(queue));
}, 120_000);
afterAll(async () => {
  vi.unstubAllEnvs();
  await aws.close();
});

async function put(partitionKey: string, text: string): Promise<void> {
  await aws.kinesis.client.send(
    new PutRecordCommand({ StreamName: 'insights', PartitionKey: partitionKey, Data: Buffer.from(text) }),
  );
}

/** As enrichment writes it. */
async function putEvent({ event, ...rest }: EnrichedEvent): Promise<void> {
  const at = String(sent++).padStart(6, '0');
  await put('decisions', eventInsight(JSON.stringify({ ...recordOf(event), enrichment: rest, at }), 3));
}

function recordOf(event: ShopEvent): object {
  const { timestampMs, receivedMs, priceTenThousandths, properties, ...plain } = event;
  const known = Object.entries(plain).filter(([, value]) => value !== null);
  return {
    ...Object.fromEntries(known),
    timestamp: new Date(timestampMs).toISOString(),
    receivedAt: new Date(receivedMs).toISOString(),
    ...(priceTenThousandths === null ? {} : { price: priceTenThousandths / 10_000 }),
    ...(properties === null ? {} : { properties: JSON.parse(properties) }),
  };
}

async function putRow(view: string, row: object): Promise<void> {
  await put(['fraud_scores', 'stock_standings'].includes(view) ? 'decisions' : view, JSON.stringify({ view, row }));
}

async function items(table: string) {
  return (await aws.dynamo.client.send(new ScanCommand({ TableName: table }))).Items ?? [];
}

async function resultsOf(view: string): Promise<readonly unknown[]> {
  const query = { KeyConditionExpression: 'pk = :view', ExpressionAttributeValues: { ':view': { S: view } } };
  const { Items = [] } = await aws.dynamo.client.send(new QueryCommand({ TableName: 'results', ...query }));
  return Items.map(({ row }) => JSON.parse(row?.S ?? 'null'));
}

async function lakeLines(): Promise<readonly { readonly view: string; readonly row: string; readonly date: string }[]> {
  const { Contents = [] } = await aws.moto.s3.send(new ListObjectsV2Command({ Bucket: 'lake' }));
  const texts = await Promise.all(
    Contents.map(async ({ Key }) => {
      const { Body } = await aws.moto.s3.send(new GetObjectCommand({ Bucket: 'lake', Key }));
      return (await Body?.transformToString()) ?? '';
    }),
  );
  return texts.flatMap((text) => text.trim().split('\n')).map((line) => JSON.parse(line));
}

async function messages() {
  const found = [];
  for (;;) {
    const receive = { QueueUrl: aws.failuresQueue.url, MaxNumberOfMessages: 10 };
    const { Messages = [] } = await aws.moto.sqs.send(new ReceiveMessageCommand(receive));
    if (Messages.length === 0) return found;
    found.push(...Messages.map(({ Body = '' }) => JSON.parse(Body)));
  }
}

const LOW = { productId: 'p-1', eventId: 'e1', onHand: 2, threshold: 5, daysOfCover: '1.50', reorder: 10 };

describe('the function on insights', () => {
  it('decides, stores, tells and keeps what it cannot read, once, though batches come twice', async () => {
    const { handler } = await import('../../../src/lambdas/insights/handler.ts');
    const twice: Handler = async (event, context) => {
      await handler(event as never, context);
      return handler(event as never, context);
    };
    const settings = { name: 'insights', timeoutMs: 30_000, afterTimeout: 'zombie' } as const;
    const { mapping } = aws.deploy(
      settings,
      inProcess(() => twice),
      { streamName: 'insights', batchSize: 4 },
    );
    const events = ['o1', 'o2', 'o3'].map((orderId, place) => enriched(purchase(orderId, place * 1_000)));
    for (const each of events) {
      await putEvent(each);
      await putRow('fraud_scores', rowOf(each.event, { ipOrders5m: 9, ipUsers1h: 12 }).row);
    }
    const labelled = enriched(control('order_label', 4_000, { orderId: 'o1', status: 'chargeback' }));
    await putEvent(labelled);
    const changedAt = new Date(START_MS + 5_000).toISOString();
    await putRow('stock_standings', { ...LOW, changedAt });
    await put('revenue', 'no JSON');
    await put('decisions', '{"event":{"eventId":"x"},"bucket":1}');
    await putRow('revenue', { windowStart: '2026-11-26T10:00:00', category: 'shoes', revenue: 12.5 });
    await putRow('sessions', { visitor: 'ann', sessionStart: '2026-11-26T10:00:00', events: 3 });
    // As enrichment passes it on: nothing is known of it.
    const beat = recordOf(makeEvent({ eventType: 'heartbeat', receivedMs: START_MS + 120_000 }));
    await put('decisions', eventInsight(JSON.stringify({ ...beat, at: '9' }), 0));
    await mapping.enable();
    await mapping.drained();

    const run = runDecisions([
      ...events.flatMap((each) => [
        eventInput(each),
        rowInput(rowOf(each.event, { ipOrders5m: 9, ipUsers1h: 12 }).row),
      ]),
      eventInput(labelled),
      { kind: 'row', view: 'stock_standings', row: { ...LOW, changedAt }, arrivedMs: START_MS },
      eventInput(enriched(makeEvent({ eventType: 'heartbeat', receivedMs: START_MS + 120_000 }))),
    ]);
    const told = (view: string) =>
      viewOutputs(run).flatMap(({ view: name, row }) => (name === view && row ? [row] : []));
    const decisions = (await items('decisions')).map(({ decision }) => JSON.parse(decision?.S ?? ''));
    expect(decisions.sort((a, b) => (a.orderId < b.orderId ? -1 : 1))).toEqual(told('decisions'));
    expect((await items('decisions')).find(({ pk }) => pk?.S === 'o1')?.label?.S).toBe('chargeback');
    expect(await resultsOf('alerts')).toEqual(told('alerts').slice(-1));
    expect(await resultsOf('fraud_cases')).toHaveLength(new Set(told('fraud_cases').map(({ caseId }) => caseId)).size);
    expect(await resultsOf('revenue')).toEqual([
      { windowStart: '2026-11-26T10:00:00.000Z', category: 'shoes', revenue: '12.5' },
    ]);
    expect(await resultsOf('sessions')).toEqual([]);
    expect(
      (await items('risk-profiles')).map(({ pk, profile }) => [pk?.S, JSON.parse(profile?.S ?? '').orders]),
    ).toEqual([['ann', 3]]);
    expect(await items('audit')).toHaveLength(1);
    expect((await items('poison')).map(({ partitionKey }) => partitionKey?.S).sort()).toEqual(['decisions', 'revenue']);

    const notified = told('alert_notifications');
    const published = await messages();
    expect(notified).toHaveLength(1);
    expect(published.map(({ MessageAttributes }) => MessageAttributes.notificationId.Value)).toEqual([
      notified[0]?.notificationId,
    ]);
    expect(JSON.parse(published[0].Message)).toMatchObject({ version: '4', status: 'firing', receiver: 'sns' });
    const lake = await lakeLines();
    expect(new Set(lake.map(({ view }) => view))).toEqual(
      new Set([...viewOutputs(run).map(({ view }) => view), 'fraud_scores', 'stock_standings', 'revenue', 'sessions']),
    );
    expect(lake.find(({ view }) => view === 'sessions')).toMatchObject({ date: '2026-11-26' });
  }, 120_000);
});
