/**
 * A shop's events through the bundles of enrich and features on emulated services, and the processor time of the processes
 * that run the bundles. Records are arrays as the collector puts them when 2,500 events come in a second.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { LambdaBundle } from '../aws/build-lambdas.ts';
import { bucketOf } from '../aws/src/stream/bucket.ts';
import type { EventRecord } from '../aws/src/stream/event-record.ts';
import { bucketLane, putInOrder } from '../aws/src/stream/put-in-order.ts';
import { EventSourceMapping } from '../aws/test/emulated/event-source-mapping.ts';
import { LambdaFunction, type Sandbox } from '../aws/test/emulated/lambda-function.ts';
import { simulatedRecords } from '../aws/test/lambdas/simulated-records.ts';
import { TestDynamo } from '../aws/test/servers/test-dynamo.ts';
import { TestKinesis } from '../aws/test/servers/test-kinesis.ts';
import { TestValkey } from '../aws/test/servers/test-valkey.ts';
import { orderKeyOf } from '../shop/src/events/partition-of.ts';
import type { LambdaAnswer, LambdaRequest } from './lambda-process.ts';

export interface EventsMeasurement {
  readonly bundles: readonly LambdaBundle[];
  readonly events: number;
  readonly batchRecords: number;
}

const EVENTS_A_SECOND = 2_500;
const SHARDS = 2;
const WITHIN_MS = 600_000;
const MEMORY = '--max-old-space-size=384';

export async function measureEvents({ bundles, events, batchRecords }: EventsMeasurement): Promise<void> {
  await using servers = new AsyncDisposableStack();
  const shards = { events: SHARDS, enriched: SHARDS, insights: 1 };
  const kinesis = servers.adopt(await TestKinesis.start(shards), (each) => each.close());
  const dynamo = servers.adopt(await TestDynamo.start(), (each) => each.close());
  const valkey = servers.adopt(await TestValkey.start(), (each) => each.close());
  const firehose = servers.adopt(await startFirehose(), (server) => void server.close());
  const environment = environmentOf({ kinesis, dynamo, valkey, firehose });
  const functions = Object.entries({ enrich: 'events', features: 'enriched' }).map(([name, streamName]) => {
    const file = bundles.find((bundle) => bundle.name === name)?.file ?? '';
    const processes: LambdaProcess[] = [];
    const settings = { name, timeoutMs: WITHIN_MS, afterTimeout: 'zombie' } as const;
    const fn = new LambdaFunction(settings, () => LambdaProcess.start(file, environment, processes));
    const reading = { streamName, batchSize: batchRecords, batchWindowMs: 300, reportBatchItemFailures: true };
    servers.adopt(fn, (each) => each.close());
    const mapping = servers.adopt(new EventSourceMapping(kinesis.client, fn, reading), (each) => each.disable());
    return { name, mapping, processes };
  });
  for (const { mapping } of functions) await mapping.enable();
  const records = (await simulatedRecords({ events, users: 20_000, products: 500 })).flat();
  const warm = Math.floor(records.length / 4);
  const run = async (some: readonly EventRecord[]) => {
    for (let from = 0; from < some.length; from += EVENTS_A_SECOND) {
      await putInOrder(kinesis.client, 'events', lanesOf(some.slice(from, from + EVENTS_A_SECOND)));
    }
    for (const { mapping } of [...functions, ...functions]) await mapping.drained(WITHIN_MS);
  };
  await run(records.slice(0, warm));
  for (const { processes } of functions) await cpuOf(processes);
  await run(records.slice(warm));
  console.log(`\n${records.length - warm} events after ${warm} to warm up, ${batchRecords} records a batch at most`);
  for (const { name, processes } of functions) {
    const cpuMs = await cpuOf(processes);
    console.log(`${name.padEnd(16)}${(cpuMs / (records.length - warm)).toFixed(3)} ms of processor time an event`);
  }
}

function lanesOf(records: readonly EventRecord[]) {
  const buckets = Map.groupBy(records, (record) => bucketOf(orderKeyOf(record)));
  return Array.from(buckets, ([bucket, all]) =>
    bucketLane(
      bucket,
      all.map((record) => JSON.stringify(record)),
    ),
  );
}

async function cpuOf(processes: readonly LambdaProcess[]): Promise<number> {
  const all = await Promise.all(processes.map((each) => each.cpuMs()));
  return all.reduce((sum, cpuMs) => sum + cpuMs, 0);
}

class LambdaProcess implements Sandbox {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  static async start(file: string, env: NodeJS.ProcessEnv, all: LambdaProcess[]): Promise<LambdaProcess> {
    const child = fork(new URL('./lambda-process.ts', import.meta.url), [file], {
      env: { PATH: process.env.PATH, ...env },
      execArgv: [MEMORY],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      serialization: 'json',
    });
    await once(child, 'message');
    const started = new LambdaProcess(child);
    all.push(started);
    return started;
  }

  async invoke(event: unknown, { deadlineMs }: { readonly deadlineMs: number }): Promise<unknown> {
    const answer = await this.#ask({ event, deadlineMs });
    if ('error' in answer) throw new Error(answer.error);
    return 'response' in answer ? answer.response : undefined;
  }

  async cpuMs(): Promise<number> {
    const answer = await this.#ask({ ask: 'cpu' });
    return 'cpuMs' in answer ? answer.cpuMs : Number.NaN;
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
  }

  async #ask(request: LambdaRequest): Promise<LambdaAnswer> {
    this.#child.send(request);
    const [answer] = await once(this.#child, 'message');
    return answer;
  }
}

/** Takes everything, and answers as Firehose does: what is measured is the client. */
async function startFirehose(): Promise<Server> {
  const server = createServer(async (request, response) => {
    const { Records = [] } = (await json(request)) as { readonly Records?: readonly unknown[] };
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    const RequestResponses = Records.map((_, index) => ({ RecordId: String(index) }));
    response.end(JSON.stringify({ FailedPutCount: 0, RequestResponses }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

interface Servers {
  readonly kinesis: TestKinesis;
  readonly dynamo: TestDynamo;
  readonly valkey: TestValkey;
  readonly firehose: Server;
}

function environmentOf({ kinesis, dynamo, valkey, firehose }: Servers): Record<string, string> {
  return {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
    AWS_ENDPOINT_URL_KINESIS: kinesis.endpoint,
    AWS_ENDPOINT_URL_DYNAMODB: dynamo.endpoint,
    AWS_ENDPOINT_URL_FIREHOSE: `http://127.0.0.1:${(firehose.address() as AddressInfo).port}`,
    POWERTOOLS_METRICS_NAMESPACE: 'bench',
    POWERTOOLS_SERVICE_NAME: 'bench',
    VALKEY_URL: valkey.url,
    STREAM_EVENTS: 'events',
    STREAM_ENRICHED: 'enriched',
    STREAM_INSIGHTS: 'insights',
    TABLE_STATE: 'state',
    TABLE_PROGRESS: 'progress',
    TABLE_POISON: 'poison',
    FIREHOSE_EVENTS: 'events',
  };
}
