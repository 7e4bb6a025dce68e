/** An event goes in at the collector and comes out at the read API, through every piece between them. */
import { expect, it } from 'vitest';
import { freePorts } from '../servers/free-ports.ts';
import { LocalDeployment, READ_KEY } from './local-deployment.ts';

it('answers what is known of a shopper whose event was collected', async () => {
  await using parts = new AsyncDisposableStack();
  const [collectorPort = 0, apiPort = 0] = await freePorts(2);
  const started = LocalDeployment.start({ shards: 2, collectorPort, apiPort });
  const { collectorUrl, apiUrl } = parts.adopt(await started, (each) => each.close());
  const headers = { 'content-type': 'application/json' };
  const event = { eventId: 'e-1', userId: 'u-1', eventType: 'page_view', timestamp: new Date().toISOString() };
  const sent = await fetch(`${collectorUrl}/v1/events`, { method: 'POST', headers, body: JSON.stringify(event) });
  expect(await sent.json()).toMatchObject({ verdicts: [{ verdict: 'accepted' }] });
  const ask = async (): Promise<unknown> => {
    const body = JSON.stringify({ features: ['user:events_1h'], entities: { userId: ['u-1'] } });
    const authorized = { ...headers, authorization: `Bearer ${READ_KEY}` };
    const answer = await fetch(`${apiUrl}/v1/features/online`, { method: 'POST', headers: authorized, body });
    const { results } = (await answer.json()) as { results?: { values: unknown }[] };
    return results?.at(-1)?.values;
  };
  await expect.poll(ask, { timeout: 60_000, interval: 500 }).toEqual([1]);
  expect((await fetch(`${apiUrl}/v1/features/online`, { method: 'POST', headers, body: '{}' })).status).toBe(401);
}, 180_000);
