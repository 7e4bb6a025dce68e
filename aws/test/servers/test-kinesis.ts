/** A Kinesis of its own for a test: kinesis-local in a process, gone when it is closed. */
import { Agent } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateStreamCommand,
  DescribeStreamSummaryCommand,
  KinesisClient,
  ListStreamsCommand,
} from '@aws-sdk/client-kinesis';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { freePorts } from './free-ports.ts';
import { ServerProcess } from './server-process.ts';
import { TEST_CREDENTIALS, TEST_REGION } from './test-account.ts';

const MAIN = createRequire(import.meta.url).resolve('kinesis-local');
/** What takes Kinesis half a minute is over at once. */
const DURATIONS = ['CREATE_STREAM', 'DELETE_STREAM', 'MERGE_SHARDS', 'SPLIT_SHARD', 'UPDATE_SHARD_COUNT'];
const LOOK_AGAIN_MS = 10;

export class TestKinesis {
  readonly endpoint: string;
  readonly client: KinesisClient;
  readonly #process: ServerProcess;

  private constructor(endpoint: string, client: KinesisClient, server: ServerProcess) {
    this.endpoint = endpoint;
    this.client = client;
    this.#process = server;
  }

  /** @param streams how many shards each has. */
  static async start(streams: Readonly<Record<string, number>> = {}): Promise<TestKinesis> {
    const [plainPort, tlsPort] = await freePorts(2);
    const endpoint = `http://127.0.0.1:${plainPort}`;
    const client = kinesisClient(endpoint);
    const server = await ServerProcess.start({
      name: 'kinesis',
      command: process.execPath,
      args: () => [MAIN],
      environment: environmentOf(String(plainPort), String(tlsPort)),
      answers: () => client.send(new ListStreamsCommand({})),
    });
    const kinesis = new TestKinesis(endpoint, client, server);
    await Promise.all(Object.entries(streams).map(([name, shards]) => kinesis.createStream(name, shards)));
    return kinesis;
  }

  async createStream(name: string, shards: number): Promise<void> {
    await this.client.send(new CreateStreamCommand({ StreamName: name, ShardCount: shards }));
    await this.untilActive(name);
  }

  /** Until what was asked of the stream has been done. */
  async untilActive(name: string): Promise<void> {
    for (;;) {
      const summary = await this.client.send(new DescribeStreamSummaryCommand({ StreamName: name }));
      if (summary.StreamDescriptionSummary?.StreamStatus === 'ACTIVE') return;
      await sleep(LOOK_AGAIN_MS);
    }
  }

  async close(): Promise<void> {
    this.client.destroy();
    await this.#process.close();
  }
}

/**
 * A client for `endpoint`: the server speaks HTTP/1.1 only, and the SDK would take HTTP/2. Each call has a connection of its
 * own, since the server closes those that rest, now and then just as the next call begins.
 */
export function kinesisClient(endpoint: string): KinesisClient {
  const requestHandler = new NodeHttpHandler({ httpAgent: new Agent({ keepAlive: false }) });
  return new KinesisClient({ region: TEST_REGION, endpoint, credentials: TEST_CREDENTIALS, requestHandler });
}

function environmentOf(plainPort: string, tlsPort: string): Readonly<Record<string, string>> {
  return {
    KINESIS_MOCK_PLAIN_PORT: plainPort,
    KINESIS_MOCK_TLS_PORT: tlsPort,
    KINESIS_MOCK_CERT_PATH: join(dirname(MAIN), 'server.json'),
    AWS_REGION: TEST_REGION,
    LOG_LEVEL: 'ERROR',
    // Shards that have ended count, too.
    SHARD_LIMIT: '10000',
    ...Object.fromEntries(DURATIONS.map((name) => [`${name}_DURATION`, '5ms'])),
  };
}
