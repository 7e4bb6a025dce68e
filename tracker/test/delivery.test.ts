/** That nothing which was tracked is lost, whatever happens to page, browser, network and server; and nothing doubled. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { NEVER_BY_TIME, type TrackerWorld, track, untilSettled, waiting } from './tracker-world.ts';
import { withWorld } from './with-world.ts';

let world: TrackerWorld;
withWorld((opened) => {
  world = opened;
});

describe('without a network', () => {
  it('events wait in storage, and go when it is back', async () => {
    const context = await world.visitorWith();
    const page = await world.visit(context);
    await context.setOffline(true);
    const ids = await track(page, 3);
    await page.evaluate(() => window.tracker.flush());
    expect(await waiting(page)).toHaveLength(3);
    await context.setOffline(false);
    await untilSettled(page);
    expect(await world.arrived(ids)).toHaveLength(3);
  });

  it('events survive that the page is loaded again, and that it is closed', async () => {
    const context = await world.visitorWith();
    const page = await world.visit(context);
    world.proxy.set('refused');
    const before = await track(page);
    await page.reload();
    const after = await track(page);
    await page.close();
    world.proxy.fault = 'none';
    const later = await world.visit(context);
    await untilSettled(later);
    expect(await world.arrived([...before, ...after])).toHaveLength(2);
  });

  it('events are sent again when only the answer was lost, and count once', async () => {
    const page = await world.visit(await world.visitorWith());
    world.proxy.set('answer-lost');
    const ids = await track(page, 2);
    await world.arrived(ids);
    expect(await waiting(page)).toHaveLength(2);
    world.proxy.set('none');
    await untilSettled(page);
    expect(await world.arrived(ids)).toHaveLength(2);
  });

  it("a stranger's answer settles nothing", async () => {
    const page = await world.visit(await world.visitorWith());
    await page.route('**/v1/events*', (route) => route.fulfill({ contentType: 'text/html', body: '<h1>Hotel</h1>' }));
    const ids = await track(page);
    await page.evaluate(() => window.tracker.flush());
    expect(await waiting(page)).toHaveLength(1);
    await page.unrouteAll();
    await untilSettled(page);
    await world.arrived(ids);
  });
});

describe('a full queue', () => {
  it('lets the oldest go, and says so', async () => {
    const page = await world.visit(await world.visitorWith({ queueLimit: 3 }));
    world.proxy.set('refused');
    const dropped = await page.evaluate(async () => {
      const { tracker } = window;
      const codes: string[] = [];
      tracker.onRefused((event, { code }) => codes.push(`${code} ${event.number}`));
      for (let number = 1; number <= 5; number++) tracker.page({ number });
      await new Promise((resolve) => setTimeout(resolve, 20));
      return codes;
    });
    expect(dropped).toEqual(['queue_full 1', 'queue_full 2']);
    expect(await waiting(page)).toHaveLength(3);
  });

  it('is sent in parts that a browser takes from a page that goes away', async () => {
    const page = await world.visit(await world.visitorWith({ batchSize: 200 }));
    world.proxy.set('refused');
    const ids = await page.evaluate(() =>
      Array.from({ length: 150 }, (_, number) => window.tracker.page({ number, text: '€'.repeat(300) })),
    );
    const sizes: number[] = [];
    page.on('request', (request) => sizes.push(request.postDataBuffer()?.length ?? 0));
    world.proxy.set('none');
    await untilSettled(page);
    expect(await world.arrived(ids)).toHaveLength(150);
    expect(Math.max(...sizes)).toBeLessThan(64 * 1024);
    expect(sizes.length).toBeGreaterThan(2);
  });

  it('stays in memory when the storage is full or blocked', async () => {
    const page = await world.visit(await world.visitorWith());
    await page.evaluate(() => {
      Storage.prototype.setItem = () => {
        throw new DOMException('full', 'QuotaExceededError');
      };
    });
    expect(await world.arrived(await track(page, 2))).toHaveLength(2);
  });
});

describe('leaving', () => {
  /** A page that follows one whose event was sent as it was left: it has arrived, and nobody has seen the answer. */
  async function pageInDoubt(): Promise<Page> {
    const page = await world.visit(await world.visitorWith(NEVER_BY_TIME));
    const ids = await track(page);
    await page.goto(`${world.pages.origin}/next`);
    await world.arrived(ids);
    return page;
  }

  it('sends what waits, and the next visit settles it', async () => {
    const context = await world.visitorWith(NEVER_BY_TIME);
    const page = await world.visit(context);
    const ids = await track(page, 2);
    await page.goto('about:blank');
    await world.arrived(ids);
    world.pages.withOptions(world.options());
    await untilSettled(await world.visit(context));
    expect(await world.arrived(ids)).toHaveLength(2);
  });

  it('sends a beacon where browsers know no other way', async () => {
    const context = await world.visitorWith(NEVER_BY_TIME);
    await context.addInitScript(() => {
      Reflect.deleteProperty(Request.prototype, 'keepalive');
      window.fetch = () => Promise.reject(new TypeError('only beacons get through'));
    });
    const page = await world.visit(context);
    const ids = await track(page, 2);
    await page.goto('about:blank');
    expect(await world.arrived(ids)).toHaveLength(2);
  });

  it('lets go after a day what was sent on leaving, for the server would count it twice', async () => {
    const page = await pageInDoubt();
    const [stored = ''] = await waiting(page);
    const sentMs = Number(stored.slice(0, stored.indexOf('{')));
    expect(Math.abs(Date.now() - sentMs)).toBeLessThan(10_000);
    await page.evaluate(
      ([from, to]) => {
        const key = Object.keys(localStorage).find((name) => name.startsWith('millrace:q')) ?? '';
        localStorage.setItem(key, (localStorage.getItem(key) ?? '').replace(from, to));
      },
      [String(sentMs), String(sentMs - 23 * 3_600_000)] as const,
    );
    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    await page.evaluate(() => window.tracker.flush());
    expect(await waiting(page)).toEqual([]);
    expect(requests).toEqual([]);
  });

  it('keeps no doubt of what it then sees to have failed', async () => {
    const page = await world.visit(await world.visitorWith(NEVER_BY_TIME));
    const ids = await track(page);
    world.proxy.set('refused');
    const failed = page.waitForEvent('requestfailed');
    await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pagehide')));
    await failed;
    await expect.poll(async () => (await waiting(page))[0]?.startsWith('{')).toBe(true);
    world.proxy.set('none');
    await page.evaluate(() => window.tracker.flush());
    expect(await world.arrived(ids)).toHaveLength(1);
  });

  it('keeps the doubt of an earlier page when the next page does not get through', async () => {
    const page = await pageInDoubt();
    const doubted = await waiting(page);
    world.proxy.set('refused');
    await page.evaluate(() => window.tracker.flush());
    expect(await waiting(page)).toEqual(doubted);
    expect(doubted[0]).toMatch(/^\d+\{/);
  });

  it('by a crash of the tab loses nothing', async () => {
    const context = await world.visitorWith(NEVER_BY_TIME);
    const page = await world.visit(context);
    const ids = await track(page, 2);
    const crashed = page.waitForEvent('crash');
    await page.goto('chrome://crash').catch(() => undefined);
    await crashed;
    world.pages.withOptions(world.options());
    await untilSettled(await world.visit(context));
    expect(await world.arrived(ids)).toHaveLength(2);
  });
});

describe('several tabs', () => {
  it('share one queue: what one left behind another sends, once', async () => {
    const context = await world.visitorWith();
    const [one, two] = [await world.visit(context), await world.visit(context)];
    world.proxy.set('refused');
    const ids = [...(await track(one, 3)), ...(await track(two, 3))];
    await one.close();
    const bodies: string[] = [];
    two.on('request', (request) => bodies.push(request.postData() ?? ''));
    world.proxy.set('none');
    await untilSettled(two);
    expect(await world.arrived(ids)).toHaveLength(6);
  });

  it('do not send at the same time', async () => {
    const context = await world.visitorWith();
    const tabs = [await world.visit(context), await world.visit(context), await world.visit(context)];
    let under = 0;
    let most = 0;
    for (const tab of tabs) {
      tab.on('request', () => {
        most = Math.max(most, ++under);
      });
      tab.on('requestfinished', () => under--);
    }
    const ids = (await Promise.all(tabs.map((tab) => track(tab, 20)))).flat();
    const [last] = tabs;
    if (last) await untilSettled(last);
    expect(await world.arrived(ids)).toHaveLength(60);
    expect(most).toBe(1);
  });
});
