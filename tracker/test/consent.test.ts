/** That nothing is stored or sent without consent, and nothing lost that was tracked before it. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { NEVER_BY_TIME, type TrackerWorld, track } from './tracker-world.ts';
import { withWorld } from './with-world.ts';

let world: TrackerWorld;
withWorld((opened) => {
  world = opened;
});

describe('consent', () => {
  const stored = (page: Page) => page.evaluate(() => Object.keys(localStorage));
  const decide = (page: Page, consent: 'granted' | 'denied') =>
    page.evaluate((consent) => window.tracker.consent(consent), consent);

  it('while it is pending keeps events in memory, and sends them once it is granted', async () => {
    const page = await world.visit(await world.visitorWith({ consent: 'pending' }));
    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    const ids = await track(page, 2);
    await page.evaluate(() => window.tracker.flush());
    expect(await stored(page)).toEqual([]);
    expect(requests).toEqual([]);
    await decide(page, 'granted');
    const events = await world.arrived(ids);
    expect(new Set(events.map(({ anonymousId }) => anonymousId)).size).toBe(1);
  });

  it('that is denied stores and sends nothing, and deletes what there was, in all tabs', async () => {
    const context = await world.visitorWith(NEVER_BY_TIME);
    const [one, two] = [await world.visit(context), await world.visit(context)];
    await track(one, 2);
    await track(two);
    await decide(one, 'denied');
    expect(await stored(one)).toEqual([]);
    await expect.poll(() => track(two)).toEqual([null]);
    expect(await track(one)).toEqual([null]);
    expect(await stored(two)).toEqual([]);
  });

  it('that is granted in one tab is granted in the others', async () => {
    const context = await world.visitorWith({ consent: 'pending' });
    const [one, two] = [await world.visit(context), await world.visit(context)];
    const ids = [...(await track(one)), ...(await track(two))];
    await decide(one, 'granted');
    expect(await world.arrived(ids)).toHaveLength(2);
  });

  it('is denied by privacy signals where the shop respects them', async () => {
    const context = await world.visitorWith({ respectPrivacySignals: true });
    await context.addInitScript(() => Object.defineProperty(navigator, 'globalPrivacyControl', { value: true }));
    const page = await world.visit(context);
    await decide(page, 'granted');
    expect(await track(page)).toEqual([null]);
    expect(await stored(page)).toEqual([]);
  });

  it('sets no cookies, here or at the server', async () => {
    const context = await world.visitorWith();
    const page = await world.visit(context);
    await world.arrived(await track(page));
    expect(await context.cookies([world.pages.origin, world.proxy.url])).toEqual([]);
  });
});
