/** What each call sends, and how it is served: in a real browser, to a real collector. */
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { StoredEvent } from '../../shop/test/sources/stored-events.ts';
import type { TrackerOptions } from '../src/tracker-api.ts';
import { buildTracker } from './built-tracker.ts';
import { type TrackerWorld, untilSettled, WRITE_KEY } from './tracker-world.ts';
import { withWorld } from './with-world.ts';

const MOST_BYTES = 4_000;

let world: TrackerWorld;
withWorld((opened) => {
  world = opened;
});

async function open(path = '/'): Promise<Page> {
  return world.visit(await world.newVisitor(), path);
}

async function openWith(more: Partial<TrackerOptions> = {}, path = '/'): Promise<Page> {
  return world.visit(await world.visitorWith(more), path);
}

/** Everything that a visitor's page has told, in order. */
async function toldBy(anonymousId: string | null | undefined): Promise<readonly StoredEvent[]> {
  return (await world.log()).filter((event) => event.anonymousId === anonymousId);
}

describe('the built script', () => {
  it(`has fewer than ${MOST_BYTES} bytes, gzipped`, async () => {
    const { script } = await buildTracker();
    expect(gzipSync(script, { level: 9 }).length).toBeLessThan(MOST_BYTES);
  });

  it('makes the calls that were pushed before it came, and those pushed after', async () => {
    world.pages.withTags(`
      <script>(window.millrace ||= []).push(['addToCart', { productId: 'early', price: 0.1 + 0.2 }])</script>
      <script async src="/tracker.js" data-write-key="${WRITE_KEY}" data-endpoint="${world.proxy.url}" data-pages></script>`);
    const page = await open('/list?utm_source=letter&token=private');
    await page.evaluate(() =>
      window.millrace?.push(['search', 'novels'], ['custom', 'size chart', { size: 'L' }], ['flush']),
    );
    await untilSettled(page);
    const { anonymousId } = await page.evaluate(() => window.millrace?.visitor?.() ?? { anonymousId: null });
    const events = await toldBy(anonymousId);
    expect(events.map(({ eventType }) => eventType)).toEqual(['page_view', 'add_to_cart', 'search', 'custom']);
    const [view, cart, search, custom] = events;
    expect(view?.properties).toEqual({
      path: '/list',
      title: expect.any(String),
      referrer: '',
      utm_source: 'letter',
    });
    expect(cart).toMatchObject({ productId: 'early', price: 0.3, quantity: 1 });
    expect(search).toMatchObject({ query: 'novels', deviceType: 'desktop' });
    expect(custom?.properties).toEqual({ name: 'size chart', size: 'L' });
  });

  it('sends nothing twice when its tag stands twice', async () => {
    const tag = `<script src="/tracker.js" data-write-key="${WRITE_KEY}" data-endpoint="${world.proxy.url}" data-pages></script>`;
    world.pages.withTags(tag + tag);
    const page = await open();
    await page.evaluate(() => window.millrace?.flush?.());
    await untilSettled(page);
    const { anonymousId } = await page.evaluate(() => window.millrace?.visitor?.() ?? { anonymousId: null });
    expect(await toldBy(anonymousId)).toHaveLength(1);
  });
});

describe('calls', () => {
  it('become the events that the server knows, with the visitor and the visit in each', async () => {
    const page = await openWith({}, '/product');
    const ids = await page.evaluate(() => {
      const { tracker } = window;
      const tent = { productId: 'tent', category: 'outdoors', price: 129.5 };
      return [
        tracker.productView(tent),
        tracker.productClick({ ...tent, recommendationId: 'personal.abc' }),
        tracker.addToCart({ ...tent, quantity: 2 }),
        tracker.removeFromCart(tent),
        tracker.checkout({ step: 'address' }),
        tracker.recommendationShown('similar.abc'),
        ...tracker.purchase({
          orderId: 'o-1',
          currency: 'EUR',
          items: [tent, { productId: 'lamp', price: 5, quantity: 3 }],
        }),
      ];
    });
    const events = await world.arrived(ids);
    const told = ids.map((id) => events.find(({ eventId }) => eventId === id));
    expect(told.map((event) => event?.eventType)).toEqual([
      'page_view',
      'product_click',
      'add_to_cart',
      'remove_from_cart',
      'checkout',
      'recommendation_shown',
      'purchase',
      'purchase',
    ]);
    expect(told[0]).toMatchObject({ productId: 'tent', category: 'outdoors', price: 129.5 });
    expect(told[1]?.properties).toEqual({ recommendationId: 'personal.abc' });
    expect(told[2]).toMatchObject({ quantity: 2 });
    expect(told[7]).toMatchObject({ orderId: 'o-1', currency: 'EUR', productId: 'lamp', quantity: 3 });
    expect(new Set(events.map(({ anonymousId, sessionId }) => `${anonymousId} ${sessionId}`)).size).toBe(1);
  });

  it.each([
    [
      'mobile',
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1',
    ],
    ['mobile', 'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36'],
    ['tablet', 'Mozilla/5.0 (Linux; Android 15; SM-X910) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36'],
    ['desktop', 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'],
  ])('say that the visitor has a %s', async (deviceType, userAgent) => {
    world.pages.withOptions(world.options());
    const page = await world.visit(await world.newVisitor({ userAgent }));
    const id = await page.evaluate(() => window.tracker.page());
    expect(await world.arrived([id])).toMatchObject([{ deviceType }]);
  });

  it('tell an order once, however often its last page is loaded', async () => {
    const page = await openWith();
    const buy = () => window.tracker.purchase({ orderId: 'o-2', items: [{ productId: 'p', price: 1 }] });
    const ids = await page.evaluate(buy);
    await world.arrived(ids);
    await page.reload();
    expect(await page.evaluate(buy)).toEqual(ids);
    await untilSettled(page);
    expect(await world.arrived(ids)).toHaveLength(1);
  });

  it('follow the visitor through pages that are made in the browser', async () => {
    const page = await openWith({ pages: true }, '/a');
    await page.evaluate(() => history.pushState(null, '', '/b'));
    await page.evaluate(() => history.replaceState({ scroll: 5 }, '', '/b'));
    await page.evaluate(() => history.pushState(null, '', '/c?size=l'));
    await page.goBack();
    await untilSettled(page);
    const { anonymousId } = await page.evaluate(() => window.tracker.visitor());
    const views = await toldBy(anonymousId);
    expect(views.map(({ properties }) => properties?.path)).toEqual(['/a', '/b', '/c', '/b']);
  });

  it('leave card numbers and passwords on the page, and identifiers as they are', async () => {
    const page = await openWith();
    const wire: string[] = [];
    page.on('request', (request) => wire.push(request.postData() ?? ''));
    const ids = await page.evaluate(() => [
      window.tracker.search('pay 4111 1111 1111 1111 now', { note: '4111111111111112', password: 'hunter2' }),
      window.tracker.addToCart({ productId: '4111111111111111', comment: 'card 5500-0000-0000-0004' }),
    ]);
    const [search, cart] = await world.arrived(ids);
    expect(search?.query).toBe('pay ************1111 now');
    expect(search?.properties).toEqual({ note: '4111111111111112', password: '[masked]' });
    expect(cart?.productId).toBe('4111111111111111');
    expect(wire.join()).not.toMatch(/4111 1111|5500-0000|hunter2/);
  });

  it('tell when an event was refused, and do not send it again', async () => {
    const page = await openWith();
    const [bad, good] = await page.evaluate(() => {
      const { tracker } = window;
      const refused: unknown[] = [];
      Object.assign(window, { refused });
      tracker.onRefused(() => {
        throw new Error('of the shop');
      });
      tracker.onRefused((event, refusal) => refused.push([event.eventId, refusal.code, refusal.path]));
      return [
        tracker.addToCart({ productId: 'p', price: -1 }),
        tracker.page(),
        tracker.page({ text: 'x'.repeat(33_000) }),
      ];
    });
    await untilSettled(page);
    const refused = await page.evaluate(() => Reflect.get(window, 'refused'));
    expect(refused).toEqual([
      [expect.any(String), 'size_violation', undefined],
      [bad, 'schema_violation', '/price'],
    ]);
    await world.arrived([good ?? null]);
  });
});

describe('the visitor', () => {
  it('is a user once signed in, somebody else after signing out, and never two users in one', async () => {
    const page = await openWith();
    const ids = await page.evaluate(() => {
      const { tracker } = window;
      const before = tracker.page();
      const signedIn = tracker.identify('u-1', { segment: 'vip' });
      const other = tracker.identify('u-2');
      tracker.reset();
      return [before, signedIn, other, tracker.page()];
    });
    const events = await world.arrived(ids);
    const [before, signedIn, other, after] = ids.map((id) => events.find(({ eventId }) => eventId === id));
    expect([before, signedIn, other, after].map((event) => event?.userId)).toEqual([
      undefined,
      'u-1',
      'u-2',
      undefined,
    ]);
    expect(signedIn?.anonymousId).toBe(before?.anonymousId);
    expect(signedIn?.sessionId).toBe(before?.sessionId);
    expect(new Set([before, other, after].map((event) => event?.anonymousId)).size).toBe(3);
  });

  it('begins a visit after thirty minutes of silence, and shares it with all tabs', async () => {
    const visitor = await world.visitorWith();
    const [one, two] = [await world.visit(visitor), await world.visit(visitor)];
    const first = await one.evaluate(() => window.tracker.page());
    const second = await two.evaluate(() => window.tracker.page());
    await one.evaluate(() => {
      const [id, lastMs] = (localStorage.getItem('millrace:s') ?? '').split(' ');
      localStorage.setItem('millrace:s', `${id} ${Number(lastMs) - 30 * 60_000 - 1_000}`);
    });
    const third = await two.evaluate(() => window.tracker.page());
    const events = await world.arrived([first, second, third]);
    const sessions = [first, second, third].map((id) => events.find(({ eventId }) => eventId === id)?.sessionId);
    expect(sessions[0]).toBe(sessions[1]);
    expect(sessions[2]).not.toBe(sessions[0]);
  });

  it('may have a wrong clock: the server puts it right', async () => {
    const visitor = await world.visitorWith();
    await visitor.clock.install({ time: Date.now() + 5 * 3_600_000 });
    const page = await world.visit(visitor);
    const id = await page.evaluate(() => window.tracker.page());
    await page.clock.runFor(100);
    const [event] = await world.arrived([id]);
    expect(Math.abs(Date.parse(String(event?.timestamp)) - Date.now())).toBeLessThan(5_000);
  });
});
