/** SNS, SQS, S3 and Firehose of its own for a test: moto's server in a process, gone when it is closed. */
import { FirehoseClient } from '@aws-sdk/client-firehose';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { freePorts } from './free-ports.ts';
import { PYTHON, pythonPackages } from './python-packages.ts';
import { ServerProcess } from './server-process.ts';
import { TEST_CREDENTIALS, TEST_REGION } from './test-account.ts';

/** The one that kinesis-local has. */
const ACCOUNT = '000000000000';

export class TestMoto {
  readonly endpoint: string;
  readonly s3: S3Client;
  readonly sns: SNSClient;
  readonly sqs: SQSClient;
  readonly firehose: FirehoseClient;
  readonly #process: ServerProcess;

  private constructor(endpoint: string, server: ServerProcess) {
    const settings = { endpoint, region: TEST_REGION, credentials: TEST_CREDENTIALS };
    this.endpoint = endpoint;
    this.s3 = new S3Client(settings);
    this.sns = new SNSClient(settings);
    this.sqs = new SQSClient(settings);
    this.firehose = new FirehoseClient(settings);
    this.#process = server;
  }

  static async start(): Promise<TestMoto> {
    const [port] = await freePorts(1);
    const endpoint = `http://127.0.0.1:${port}`;
    const server = await ServerProcess.start({
      name: 'moto',
      command: PYTHON,
      args: () => ['-m', 'moto.server', '--host', '127.0.0.1', '--port', String(port)],
      environment: { PYTHONPATH: await pythonPackages(), MOTO_ACCOUNT_ID: ACCOUNT },
      answers: () => fetch(`${endpoint}/moto-api/`),
    });
    return new TestMoto(endpoint, server);
  }

  async close(): Promise<void> {
    for (const client of [this.s3, this.sns, this.sqs, this.firehose]) client.destroy();
    await this.#process.close();
  }
}
