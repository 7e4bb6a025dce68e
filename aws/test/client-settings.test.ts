/** A service that does not answer costs a function a bounded time; one that is busy for a moment costs it nothing. */
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { KinesisClient, ListStreamsCommand } from '@aws-sdk/client-kinesis';
import { expect, it } from 'vitest';
import { type ClientLimits, clientSettings } from '../src/client-settings.ts';
import { TEST_CREDENTIALS, TEST_REGION } from './servers/test-account.ts';

async function clientOf(listener: RequestListener, limits?: ClientLimits): Promise<KinesisClient & AsyncDisposable> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = new KinesisClient({
    ...clientSettings(limits),
    region: TEST_REGION,
    credentials: TEST_CREDENTIALS,
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  });
  return Object.assign(client, {
    [Symbol.asyncDispose]: async () => {
      client.destroy();
      server.closeAllConnections();
      server.close();
    },
  });
}

it('gives up on a service that does not answer, after three attempts', async () => {
  let requests = 0;
  await using client = await clientOf(() => void requests++, { connectionTimeoutMs: 100, requestTimeoutMs: 100 });
  const beforeMs = Date.now();
  await expect(client.send(new ListStreamsCommand({}))).rejects.toMatchObject({ name: 'TimeoutError' });
  expect(requests).toBe(3);
  expect(Date.now() - beforeMs).toBeLessThan(5_000);
});

it('passes over a moment in which a service is out of order', async () => {
  let requests = 0;
  await using client = await clientOf((_request, response) => {
    requests++;
    if (requests < 3) response.writeHead(500, { 'content-type': 'application/x-amz-json-1.1' }).end('{}');
    else response.writeHead(200).end('{"StreamNames":["events"],"HasMoreStreams":false}');
  });
  expect((await client.send(new ListStreamsCommand({}))).StreamNames).toEqual(['events']);
  expect(requests).toBe(3);
});
