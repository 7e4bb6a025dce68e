/** What a sender hears when the stream is away: an answer of ours, before the function's time is over. */
import { createServer } from 'node:http';
import { afterEach, expect, it, vi } from 'vitest';
import { StubKinesis } from '../../producer/stub-kinesis.ts';
import { TEST_CREDENTIALS, TEST_REGION } from '../../servers/test-account.ts';

const KEY = 'write-key-of-sixteen';
/** What the function has. */
const TIMEOUT_MS = 10_000;

const closing: (() => unknown)[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const close of closing.splice(0)) await close();
});

/** Answers every question with the one secret there is. */
async function secretsServer(): Promise<string> {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify({ Name: 'keys', SecretString: KEY }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(
    () => server.closeAllConnections(),
    () => server.close(),
  );
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

it('answers 503 with Retry-After, and takes the same event when the stream is back', async () => {
  const stub = await StubKinesis.start({ callFault: () => 'unavailable' });
  closing.push(() => stub.close());
  const environment = {
    AWS_REGION: TEST_REGION,
    AWS_ACCESS_KEY_ID: TEST_CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: TEST_CREDENTIALS.secretAccessKey,
    AWS_ENDPOINT_URL_KINESIS: stub.url,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: await secretsServer(),
    STREAM_EVENTS: 'events',
    FIREHOSE_QUARANTINE: 'quarantine',
    SECRET_WRITE_KEYS: 'keys',
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  const { handler } = await import('../../../src/lambdas/collect/handler.ts');
  const event = { eventId: 'e-1', eventType: 'search', userId: 'u-1', timestamp: new Date().toISOString() };
  const request = {
    headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
    requestContext: { http: { method: 'POST', path: '/v1/events' } },
    body: JSON.stringify(event),
    isBase64Encoded: false,
  };
  const startedMs = performance.now();
  const refused = await handler(request);
  expect(performance.now() - startedMs).toBeLessThan(TIMEOUT_MS - 1_000);
  expect(refused).toMatchObject({ statusCode: 503, headers: { 'retry-after': '5' } });
  expect(JSON.parse(refused.body ?? '')).toMatchObject({ code: 'STREAM_UNREACHABLE' });
  stub.settings = {};
  await expect.poll(async () => (await handler(request)).statusCode).toBe(200);
  expect([...stub.eventsByBucket().values()].flat()).toMatchObject([{ eventId: 'e-1' }]);
});
