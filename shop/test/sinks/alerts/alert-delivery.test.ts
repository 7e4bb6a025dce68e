import { Webhook } from 'standardwebhooks';
import { afterEach, describe, expect, it } from 'vitest';
import { DeliveryRun, QUICK, webhook } from './delivery-run.ts';
import {
  type Behaviour,
  fails,
  hangs,
  openGarbler,
  openReceiver,
  type Receiver,
  resets,
  takes,
  until,
} from './receiver.ts';

const SECRET = `whsec_${Buffer.from('an example of a secret, long enough').toString('base64')}`;
const OLD_SECRET = `whsec_${Buffer.from('the one before, also long enough').toString('base64')}`;

let run = new DeliveryRun();
const receivers: Receiver[] = [];

afterEach(async () => {
  await run.remove();
  run = new DeliveryRun();
  for (const receiver of receivers.splice(0)) await receiver.close();
});

async function receiver(behave: Behaviour = takes): Promise<Receiver> {
  const opened = await openReceiver(behave);
  receivers.push(opened);
  return opened;
}

function ids({ received }: Receiver): readonly (string | undefined)[] {
  return received.map(({ headers }) => headers['webhook-id']);
}

describe('a webhook', () => {
  it("gets Alertmanager's message, signed so that the reference library verifies it, by old secret and new", async () => {
    const hook = await receiver();
    await run.open([webhook(hook.url, { secrets: [SECRET, OLD_SECRET] })]);
    run.notify({ severity: 'warning' });
    await hook.count(1);
    const [got] = hook.received;
    for (const secret of [SECRET, OLD_SECRET]) {
      expect(new Webhook(secret).verify(got?.body ?? '', got?.headers ?? {})).toMatchObject({
        version: '4',
        receiver: 'hook',
        status: 'firing',
        groupKey: '{}:{alertname="StockLow"}',
        groupLabels: { alertname: 'StockLow' },
        commonLabels: { productId: 'p1', severity: 'warning' },
        commonAnnotations: {},
        externalURL: 'https://millrace.example',
        truncatedAlerts: 0,
        alerts: [{ fingerprint: 'f1', generatorURL: 'https://millrace.example/v1/alerts?fingerprint=f1' }],
      });
    }
    expect(() => new Webhook(SECRET).verify(`${got?.body} `, got?.headers ?? {})).toThrow();
  });

  it('that fails in every way in turn gets the same message under the same key until it takes it', async () => {
    const ways = [fails, resets, hangs];
    const hook = await receiver((request, ...rest) => (ways[request] ?? takes)(request, ...rest));
    await run.open([webhook(hook.url)]);
    const keys = [run.notify(), run.notify()];
    await hook.count(5);
    expect(ids(hook)).toEqual([keys[0], keys[0], keys[0], keys[0], keys[1]]);
    expect(new Set(hook.received.slice(0, 4).map(({ body }) => body)).size).toBe(1);
    await until(() => run.delivery.deadLetters.list(0, 10).length === 0);
    expect(await run.measured('millrace_alert_deliveries_total', { destination: 'hook', outcome: 'retried' })).toBe(3);
  });

  it('that answers no HTTP is tried again, and its message ends among the dead letters', async () => {
    const garbler = await openGarbler();
    receivers.push(garbler);
    await run.open([webhook(garbler.url)]);
    const key = run.notify();
    await until(() => run.delivery.deadLetters.list(0, 10).length === 1);
    expect(garbler.received.length).toBe(QUICK.maxTries);
    const [letter] = run.delivery.deadLetters.list(0, 10);
    expect(letter).toMatchObject({ id: 1, destination: 'hook', tries: 4, state: 'dead', notification: { id: key } });
    expect(letter?.reason).toContain('no answer');
  });

  it('that answers without end is read no further than needed', async () => {
    let sent = 0;
    const hook = await receiver((_request, response) => {
      response.writeHead(500);
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(64 * 1024, 'x'))) sent += 64 * 1024;
      };
      response.on('drain', more);
      more();
    });
    await run.open([webhook(hook.url, { delivery: { ...QUICK, maxTries: 2, timeoutMs: 2_000 } })]);
    run.notify();
    await until(() => run.delivery.deadLetters.list(0, 10).length === 1);
    expect(run.delivery.deadLetters.list(0, 10)[0]?.reason.length).toBeLessThan(300);
    expect(sent).toBeLessThan(64 * 1024 * 1024);
  });

  it('that redirects is not followed, and what it refuses for good is not tried again', async () => {
    const elsewhere = await receiver();
    const hook = await receiver((request, response) =>
      request === 0 ? response.writeHead(307, { location: elsewhere.url }).end() : response.writeHead(410).end('gone'),
    );
    await run.open([webhook(hook.url)]);
    run.notify();
    run.notify();
    await until(() => run.delivery.deadLetters.list(0, 10).length === 2);
    const letters = run.delivery.deadLetters.list(0, 10);
    expect(letters.map(({ tries, reason }) => [tries, reason])).toEqual([
      [1, 'answered 307'],
      [1, 'answered 410: gone'],
    ]);
    expect(elsewhere.received.length).toBe(0);
  });

  it('that asks to be left alone for a second is', async () => {
    const hook = await receiver((request, response) =>
      request === 0 ? response.writeHead(429, { 'retry-after': '1' }).end() : response.writeHead(200).end(),
    );
    await run.open([webhook(hook.url)]);
    run.notify();
    await hook.count(2);
    const [first, second] = hook.received;
    expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBeGreaterThanOrEqual(990);
  });

  it('that keeps failing is given a rest, which counts as no try', async () => {
    let isDown = true;
    const hook = await receiver((...request) => (isDown ? fails : takes)(...request));
    const delivery = { ...QUICK, breakAfter: 2, restMs: 400, maxTries: 10 };
    await run.open([webhook(hook.url, { delivery })]);
    run.notify();
    await hook.count(2);
    await until(() => hook.received.length === 2);
    await expect.poll(() => run.measured('millrace_alert_circuit_open', { destination: 'hook' })).toBe(1);
    isDown = false;
    await hook.count(3);
    const [, second, third] = hook.received;
    expect((third?.atMs ?? 0) - (second?.atMs ?? 0)).toBeGreaterThanOrEqual(350);
    await expect.poll(() => run.measured('millrace_alert_circuit_open', { destination: 'hook' })).toBe(0);
  });
});

describe('destinations', () => {
  it('do not wait for one another: one hangs, one takes its time, one fails, one gets everything at once', async () => {
    const hanging = await receiver(hangs);
    const slow = await receiver((_request, response) => setTimeout(() => response.writeHead(200).end(), 150));
    const failing = await receiver(fails);
    const good = await receiver();
    const patient = { ...QUICK, timeoutMs: 60_000 };
    await run.open([
      webhook(hanging.url, { name: 'hanging', delivery: patient }),
      webhook(slow.url, { name: 'slow', delivery: patient }),
      webhook(failing.url, { name: 'failing', delivery: { ...QUICK, maxTries: 1_000 } }),
      webhook(good.url, { name: 'good' }),
    ]);
    const keys = Array.from({ length: 20 }, () => run.notify());
    await good.count(20);
    expect(slow.received.length).toBeLessThan(20);
    expect(ids(good)).toEqual(keys);
    await slow.count(20);
    expect(ids(slow)).toEqual(keys);
    expect(hanging.received.length).toBe(1);
    expect(new Set(ids(failing))).toEqual(new Set([keys[0]]));
    expect(await run.measured('millrace_alert_queue_length', { destination: 'hanging' })).toBe(20);
  });

  it('get only the alerts that they match', async () => {
    const hook = await receiver();
    const match = [{ name: 'severity', value: 'critical', isRegex: false, isEqual: true }];
    await run.open([webhook(hook.url, { match })]);
    run.notify({ severity: 'warning' });
    const key = run.notify({ severity: 'critical' });
    await hook.count(1);
    expect(ids(hook)).toEqual([key]);
  });

  it('of the kinds slack and log get their own shapes', async () => {
    const slack = await receiver();
    await run.open([
      { type: 'slack', name: 'chat', url: slack.url, match: [], delivery: QUICK },
      { type: 'log', name: 'console', match: [] },
    ]);
    run.notify();
    await slack.count(1);
    expect(JSON.parse(slack.received[0]?.body ?? '')).toEqual({
      text: ':rotating_light: *StockLow*: 1 firing\n• 1 &lt;left&gt;',
    });
    await until(() => run.lines.length === 1);
    expect(JSON.parse(run.lines[0] ?? '')).toMatchObject({
      alert: 'console',
      notificationId: 'ntf_1',
      status: 'firing',
    });
  });

  it('that are new get what comes from then on', async () => {
    run.notify();
    const hook = await receiver();
    await run.open([webhook(hook.url)]);
    const key = run.notify();
    await hook.count(1);
    expect(ids(hook)).toEqual([key]);
  });
});

describe('after a stop', () => {
  it('what was under way is sent again under the same key, and what was delivered is not', async () => {
    const hook = await receiver((request, ...rest) => (request === 1 ? hangs : takes)(request, ...rest));
    const patient = { ...QUICK, timeoutMs: 60_000 };
    await run.open([webhook(hook.url, { delivery: patient })]);
    const keys = [run.notify(), run.notify(), run.notify()];
    await hook.count(2);
    await run.close();
    await run.open([webhook(hook.url, { delivery: patient })]);
    await hook.count(4);
    expect(ids(hook)).toEqual([keys[0], keys[1], keys[1], keys[2]]);
    expect(hook.received[1]?.body).toBe(hook.received[2]?.body);
  });

  it('dead letters are still there, and are sent again when asked for', async () => {
    let isDown = true;
    const hook = await receiver((...request) => (isDown ? fails : takes)(...request));
    await run.open([webhook(hook.url, { secrets: [SECRET] })]);
    const key = run.notify();
    await until(() => run.delivery.deadLetters.list(0, 10).length === 1);
    await run.close();
    await run.open([webhook(hook.url, { secrets: [SECRET] })]);
    const letter = run.delivery.deadLetters.get(1);
    if (!letter) throw new Error('the dead letter is gone');
    expect(await run.delivery.resend(letter)).toMatchObject({
      reason: 'answered 500: out of order',
      letter: { tries: 5 },
    });
    isDown = false;
    const before = hook.received.length;
    const result = await run.delivery.resend(run.delivery.deadLetters.get(1) ?? letter);
    expect(result).toMatchObject({ reason: undefined, letter: { state: 'resent', tries: 6 } });
    expect(ids(hook).slice(before)).toEqual([key]);
    const last = hook.received.at(-1);
    expect(() => new Webhook(SECRET).verify(last?.body ?? '', last?.headers ?? {})).not.toThrow();
  });

  it('a message that is given up again makes no second dead letter', async () => {
    const hook = await receiver(fails);
    await run.open([webhook(hook.url)]);
    run.notify();
    await until(() => run.delivery.deadLetters.list(0, 10).length === 1);
    const [letter] = run.delivery.deadLetters.list(0, 10);
    if (!letter) throw new Error('no dead letter');
    const { id: _id, state: _state, resentAt: _resentAt, ...again } = letter;
    await run.delivery.deadLetters.add(again);
    expect(run.delivery.deadLetters.list(0, 10).length).toBe(1);
  });

  it('the letter of a destination that is no longer there cannot be sent again', async () => {
    const hook = await receiver(fails);
    await run.open([webhook(hook.url)]);
    run.notify();
    await until(() => run.delivery.deadLetters.list(0, 10).length === 1);
    await run.close();
    await run.open([]);
    const [letter] = run.delivery.deadLetters.list(0, 10);
    expect(letter && (await run.delivery.resend(letter))).toBeUndefined();
  });
});
