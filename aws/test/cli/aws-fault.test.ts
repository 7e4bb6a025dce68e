/** What `millrace-aws` says when AWS cannot be asked, or refuses; the errors are the SDK's own. */
import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

const PROGRAM = join(import.meta.dirname, '../../bin/millrace-aws.ts');
const QUEUE = ['redrive', '--queue', 'https://sqs.us-east-1.amazonaws.com/123456789012/millrace-enrich-failures'];
const TABLE = ['poison', 'list', '--poison-table', 'millrace-poison'];

/** Answers each service in its own protocol that there is no such thing. */
const server = createServer((request, response) => {
  const service = String(request.headers['x-amz-target']).startsWith('AmazonSQS')
    ? 'com.amazonaws.sqs#QueueDoesNotExist'
    : 'com.amazonaws.dynamodb.v20120810#ResourceNotFoundException';
  response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' });
  response.end(JSON.stringify({ __type: service, message: 'there is none' }));
});

beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(() => void server.close());

const KEYS = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };

function told(words: readonly string[], environment: Readonly<Record<string, string>>) {
  const env = { PATH: process.env.PATH, HOME: '/nowhere', AWS_EC2_METADATA_DISABLED: 'true', ...environment };
  return new Promise<{ readonly code: unknown; readonly stderr: string }>((resolve) => {
    execFile(process.execPath, [PROGRAM, ...words], { env }, (error, _stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stderr }),
    );
  });
}

function endpoint(): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

it('says that a region is missing, and how to name it', async () => {
  expect(await told(QUEUE, KEYS)).toEqual({
    code: 1,
    stderr:
      'error AWS_CALL_FAILED: AWS was not asked, or refused: Region is missing\n' +
      '  name the region of the deployment: AWS_REGION=us-east-1\n',
  });
});

it('asks for credentials where there are none', async () => {
  const { stderr } = await told(TABLE, { AWS_REGION: 'us-east-1' });
  expect(stderr).toMatch(/^error AWS_CALL_FAILED: .*CredentialsProviderError.*\n {2}give credentials/);
});

it('asks about the name of what is not there', async () => {
  const environment = { ...KEYS, AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL: endpoint() };
  const queue = ['redrive', '--queue', `${endpoint()}/123456789012/millrace-enrich-failures`];
  for (const words of [queue, TABLE]) {
    const { code, stderr } = await told(words, environment);
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/^error AWS_CALL_FAILED: .*there is none\n.*is the name/),
    ]);
  }
});

it('lists the commands that begin with a word', async () => {
  const { code, stderr } = await told(['poison'], {});
  expect(code).toBe(2);
  expect(stderr).toContain("there are 'poison list', 'poison show', 'poison redrive'");
});
