/** What is looked at before quarantined events are changed: selections, counts of a filter, and dry runs of mending. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sampleEvent } from '../../events/sample-event.ts';
import { type Answer, answer, openTestServer, type TestServer } from '../../server/test-server.ts';

let app: TestServer;
beforeAll(async () => {
  app = await openTestServer();
});
afterAll(() => app.close());

const ask = (method: string, path: string, body?: object): Promise<Answer> =>
  answer(`${app.server.url}${path}`, {
    method,
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
const send = (...events: readonly object[]) => app.send(JSON.stringify(events));
const numbers = async (query: string): Promise<number[]> =>
  (await ask('GET', `/v1/quarantine?${query}`)).body.entries.map(({ number }: { number: number }) => number);
const summary = async (query = '') => (await ask('GET', `/v1/quarantine/summary?${query}`)).body;
const entry = async (number: number) => (await ask('GET', `/v1/quarantine/${number}`)).body;

beforeEach(async () => {
  await ask('DELETE', '/v1/quarantine?all=true&limit=1000');
});

const bad = (change: object = {}) => sampleEvent({ price: -1, ...change });

describe('a list', () => {
  it('goes from the newest down, page by page, and misses none', async () => {
    await send(...Array.from({ length: 7 }, () => bad()));
    const up = await numbers('');
    const down: number[] = [];
    let after: number | null = 0;
    while (after !== null) {
      const page: Answer = await ask('GET', `/v1/quarantine?order=newest&limit=3&after=${after}`);
      down.push(...page.body.entries.map((each: { number: number }) => each.number));
      after = page.body.next;
    }
    expect(down).toEqual(up.toReversed());
  });

  it('of what was selected has these, in either order, and no others', async () => {
    await send(...Array.from({ length: 5 }, () => bad()));
    const all = await numbers('');
    const chosen = [all[3], all[1], 999_999].join(',');
    expect(await numbers(`numbers=${chosen}`)).toEqual([all[1], all[3]]);
    expect(await numbers(`numbers=${chosen}&order=newest&limit=1`)).toEqual([all[3]]);
    expect((await ask('GET', '/v1/quarantine?numbers=1;2')).status).toBe(400);
    const purged = await ask('DELETE', `/v1/quarantine?numbers=${chosen}`);
    expect(purged.body).toEqual({ purged: 2, next: null });
    expect(await numbers('')).toEqual([all[0], all[2], all[4]]);
  });
});

describe('a summary', () => {
  it('counts what a filter means, by code, source and type', async () => {
    await send(bad(), bad({ eventType: 'search' }), sampleEvent({ eventType: 'nope' }));
    const [first] = await numbers('');
    await ask('POST', `/v1/quarantine/${first}/mend`, { set: { price: 1 } });
    expect(await summary()).toEqual({
      entries: 3,
      open: 2,
      codes: [
        { name: 'schema_violation', entries: 2 },
        { name: 'unknown_event', entries: 1 },
      ],
      sources: [{ name: 'http', entries: 3 }],
      types: [
        { name: 'nope', entries: 1 },
        { name: 'page_view', entries: 1 },
        { name: 'search', entries: 1 },
      ],
      complete: true,
      newest: (first ?? 0) + 2,
    });
    expect(await summary('type=search')).toMatchObject({ entries: 1, open: 1 });
    expect(await summary('source=csv')).toMatchObject({ entries: 0, open: 0, codes: [], complete: true });
  });
});

describe('a dry run of mending', () => {
  it('tells what would be sent and what it would come to, and stores nothing', async () => {
    const event = bad();
    await send(event);
    const [number = 0] = await numbers('');
    const path = `/v1/quarantine/${number}/mend?dryRun=true`;
    const good = await ask('POST', path, { set: { '/price': 2.5 } });
    expect(good.body).toMatchObject({ number, verdict: 'accepted', events: [{ ...event, price: 2.5 }] });
    expect(JSON.parse(good.body.text)).toEqual({ ...event, price: 2.5 });
    const still = await ask('POST', path, { set: { '/price': 'dear' } });
    expect(still.body).toMatchObject({ verdict: 'quarantined', code: 'schema_violation', path: '/price' });
    const noJson = await ask('POST', path, { event: '{"eventId":' });
    expect(noJson.body).toMatchObject({ verdict: 'quarantined', path: '', events: [] });
    expect((await ask('POST', path, { set: { '/eventId/x': 1 } })).status).toBe(422);
    expect(await entry(number)).toMatchObject({ tries: 1, outcome: 'quarantined' });
    // What was foretold comes true, and a repeat is foretold to be one.
    expect((await ask('POST', `/v1/quarantine/${number}/mend`, { set: { '/price': 2.5 } })).body.verdict).toBe(
      'accepted',
    );
    expect((await ask('POST', path, { set: { '/price': 2.5 } })).body.verdict).toBe('duplicate');
  });

  it('takes a whole text in place of the stored one', async () => {
    const event = sampleEvent();
    await app.send('[{"eventId": "half"');
    await send(bad());
    const [number = 0] = await numbers('');
    const mended = await ask('POST', `/v1/quarantine/${number}/mend`, { event: JSON.stringify(event) });
    expect(mended.body).toEqual({ number, verdict: 'accepted' });
    expect(JSON.parse((await entry(number)).mended)).toEqual(event);
  });

  it('of many counts what would go in and what would not, with the first of them', async () => {
    await send(bad(), bad(), bad({ quantity: -1 }), sampleEvent({ eventType: 'nope' }));
    const answered = await ask('POST', '/v1/quarantine/mend?code=schema_violation&dryRun=true', { set: { price: 4 } });
    expect(answered.body).toMatchObject({ tried: 3, accepted: 2, quarantined: 1, unmended: [], next: null });
    expect(answered.body.examples).toHaveLength(3);
    expect(answered.body.examples[0]).toMatchObject({ verdict: 'accepted', number: expect.any(Number) });
    expect(JSON.parse(answered.body.examples[0].before).price).toBe(-1);
    expect(JSON.parse(answered.body.examples[0].text).price).toBe(4);
    expect(await summary()).toMatchObject({ entries: 4, open: 4 });
    const done = await ask('POST', '/v1/quarantine/mend?code=schema_violation', { set: { price: 4 } });
    expect(done.body).toMatchObject({ tried: 3, accepted: 2, quarantined: 1 });
    expect(done.body.examples).toBeUndefined();
  });
});
