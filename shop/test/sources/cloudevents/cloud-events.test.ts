/** CloudEvents as their own SDK writes them. */
import { CloudEvent, type CloudEventV1, emitterFor, HTTP, httpTransport, type Message } from 'cloudevents';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, answer, openTestServer, type TestServer } from '../../server/test-server.ts';
import { storedEvents } from '../stored-events.ts';

let app: TestServer;
beforeAll(async () => {
  app = await openTestServer();
});
afterAll(() => app.close());

let count = 0;
const made = (more: Partial<CloudEventV1<unknown>> = {}) =>
  new CloudEvent<unknown>({
    id: `ce-${++count}`,
    source: '/shop/checkout',
    type: 'purchase',
    partitionkey: 'ann',
    data: { productId: 'tent', price: 99.95 },
    ...more,
  });
const send = ({ headers, body }: Message): Promise<Answer> =>
  app.send(String(body), Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])));
const structured = (event: object) =>
  app.send(JSON.stringify(event), { 'content-type': 'application/cloudevents+json; charset=utf-8' });
const batch = (events: readonly object[]) =>
  app.send(JSON.stringify(events), { 'content-type': 'application/cloudevents-batch+json' });
const verdictOf = ({ body }: Answer) => body.verdicts[0];
/** The stored event of a CloudEvent. */
async function storedOf(id: string) {
  const events = await storedEvents(app.dataFolder);
  return events.find(({ properties }) => (properties?.cloudevent as { id?: string } | undefined)?.id === id);
}

describe('the three modes', () => {
  test('structured and in headers, the same event is the same', async () => {
    const event = made({ subject: 'order 7', time: '2026-01-15T10:00:00Z', country: 'Österreich' });
    expect((await send(HTTP.binary(event))).body).toMatchObject({ accepted: 1 });
    expect((await send(HTTP.structured(event))).body).toMatchObject({ duplicates: 1 });
    expect((await batch([event])).body).toMatchObject({ duplicates: 1 });
    expect(await storedOf(event.id)).toMatchObject({
      eventId: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
      eventType: 'purchase',
      userId: 'ann',
      timestamp: '2026-01-15T10:00:00.000Z',
      productId: 'tent',
      price: 99.95,
      properties: { cloudevent: { id: event.id, source: '/shop/checkout', subject: 'order 7', country: 'Österreich' } },
    });
  });

  test("the SDK's own transport delivers", async () => {
    const emit = emitterFor(httpTransport(`${app.server.url}/v1/events`));
    const event = made();
    await emit(event);
    expect(await storedOf(event.id)).toMatchObject({ eventType: 'purchase', productId: 'tent' });
  });

  test('a batch gets a verdict for each event', async () => {
    const given = await batch([
      made(),
      { ...made().toJSON(), specversion: '0.3' },
      made({ data: { price: -1 } }),
      made(),
    ]);
    expect(given.status).toBe(200);
    expect(given.body.verdicts).toMatchObject([
      { verdict: 'accepted' },
      { code: 'schema_violation', path: '/specversion' },
      { code: 'schema_violation', path: '/data/price' },
      { verdict: 'accepted' },
    ]);
  });
});

describe('what it means', () => {
  test('the same id from another source is another event', async () => {
    const id = `shared-${++count}`;
    expect(verdictOf(await structured(made({ id, source: '/a' })))).toEqual({ verdict: 'accepted' });
    expect(verdictOf(await structured(made({ id, source: '/b' })))).toEqual({ verdict: 'accepted' });
    expect(verdictOf(await structured(made({ id, source: '/a', data: { productId: 'other' } })))).toEqual({
      verdict: 'duplicate',
    });
    // Ends and beginnings do not run into each other.
    expect(verdictOf(await structured(made({ id: 'bc', source: 'a' })))).toEqual({ verdict: 'accepted' });
    expect(verdictOf(await structured(made({ id: 'c', source: 'ab' })))).toEqual({ verdict: 'accepted' });
  });

  test.each([
    ['purchase', 'purchase'],
    ['com.example.shop.add-to-cart.v2', 'add_to_cart'],
    ['shop.Page_View', 'page_view'],
    ['com.example.giftwrapped', 'custom'],
  ])('the type %s is a %s', async (type, eventType) => {
    const event = made({ type, data: { name: 'own', anonymousId: 'a-1' } });
    expect(verdictOf(await structured(event))).toEqual({ verdict: 'accepted' });
    const stored = await storedOf(event.id);
    expect(stored).toMatchObject({ eventType, anonymousId: 'a-1' });
    expect(stored).not.toHaveProperty('userId');
    if (eventType === 'custom') expect(stored?.properties).toMatchObject({ name: type, own: { name: 'own' } });
  });

  test('an event of ours in the data says what it is itself', async () => {
    const data = {
      eventId: 'ours',
      userId: 'ben',
      eventType: 'search',
      query: 'tents',
      timestamp: '2026-01-15T10:00:00Z',
    };
    const event = made({ type: 'shop.event', data: { ...data, properties: { page: 2 } } });
    await structured(event);
    expect(await storedOf(event.id)).toMatchObject({
      userId: 'ben',
      eventType: 'search',
      query: 'tents',
      properties: { page: 2, cloudevent: { eventId: 'ours', partitionkey: 'ann' } },
    });
  });

  test('data in base64 is read', async () => {
    const { data: _data, ...rest } = made().toJSON();
    const data_base64 = Buffer.from(JSON.stringify({ productId: 'lamp' })).toString('base64');
    const event = { ...rest, id: `base-${++count}`, data_base64 };
    expect(verdictOf(await structured(event))).toEqual({ verdict: 'accepted' });
    expect(await storedOf(event.id)).toMatchObject({ productId: 'lamp' });
  });
});

describe('what is refused', () => {
  const json = () => made().toJSON();
  test.each([
    ['no id', { id: '' }, '/id'],
    ['no source', { source: undefined }, '/source'],
    ['no type', { type: 7 }, '/type'],
    ['data that are no object', { data: [1] }, '/data'],
    ['data that are no JSON', { datacontenttype: 'application/xml', data: '<a/>' }, '/datacontenttype'],
    ['base64 that holds no JSON', { data: undefined, data_base64: 'AAAA' }, '/data_base64'],
    ['nobody', { partitionkey: undefined }, '/data'],
    ['a type of event that there is not', { data: { eventType: 'nonsense' } }, '/data/eventType'],
    ['a time that is none', { time: 'yesterday' }, '/time'],
    ['a user that is none', { partitionkey: 7 }, '/partitionkey'],
    ['properties that are none', { data: { properties: 1 } }, '/data/properties'],
    ['a control event', { type: 'rules_update' }, '/eventType'],
  ])('%s', async (what, more, path) => {
    const key = 'a-key-of-an-administrator';
    const guarded = what === 'a control event' ? await openTestServer({ adminKeys: [key] }) : app;
    const given = await answer(`${guarded.server.url}/v1/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/cloudevents+json' },
      body: JSON.stringify({ ...json(), ...more }),
    });
    expect(given.status).toBe(422);
    expect(verdictOf(given)).toMatchObject({ verdict: 'quarantined', path });
    if (guarded !== app) await guarded.close();
  });

  test('an event in headers whose body is no JSON is kept as it came', async () => {
    const headers = { 'ce-id': 'text-1', 'ce-source': '/s', 'ce-type': 'purchase', 'ce-specversion': '1.0' };
    const given = await app.send('<a/>', { ...headers, 'content-type': 'text/plain' });
    expect(verdictOf(given)).toMatchObject({ path: '/datacontenttype' });
    const { entries } = (await app.get('/v1/quarantine?limit=1000')).body;
    expect(JSON.parse(entries.at(-1).original)).toMatchObject({ id: 'text-1', data: '<a/>' });
    expect((await app.send('{', { ...headers, 'content-type': 'application/json' })).body).toMatchObject({
      code: 'BODY_NOT_JSON',
    });
    expect((await batch({} as never)).status).toBe(400);
  });

  test('in quarantine, it is mended as a CloudEvent and tried again', async () => {
    const bad = { ...json(), id: `mend-${++count}`, data: { productId: 'tent', price: -1 } };
    await structured(bad);
    const { entries } = (await app.get('/v1/quarantine?limit=1000')).body;
    const entry = entries.at(-1);
    expect(entry).toMatchObject({ source: 'cloudevents', path: '/data/price', original: JSON.stringify(bad) });
    const replay = (body: object) =>
      answer(`${app.server.url}/v1/quarantine/${entry.number}/replay`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    expect((await replay({ ...bad, data: { productId: 'tent', price: 1 } })).body).toMatchObject({
      verdict: 'accepted',
    });
    expect(await storedOf(bad.id)).toMatchObject({ price: 1 });
  });
});
