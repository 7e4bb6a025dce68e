/** That a server which is away, busy or cannot read something gets everything in the end, and is not pressed meanwhile. */
import { describe, expect, it } from 'vitest';
import { NEVER_BY_TIME, type TrackerWorld, track, untilSettled, waiting } from './tracker-world.ts';
import { withWorld } from './with-world.ts';

let world: TrackerWorld;
withWorld((opened) => {
  world = opened;
});

describe('the server', () => {
  it('may be away and come back', async () => {
    const page = await world.visit(await world.visitorWith());
    await world.stopServer();
    const ids = await track(page, 2);
    await page.evaluate(() => window.tracker.flush());
    expect(await waiting(page)).toHaveLength(2);
    await world.startServer();
    await untilSettled(page);
    expect(await world.arrived(ids)).toHaveLength(2);
  });

  it('is left alone as long as it asks, by every tab', async () => {
    const context = await world.visitorWith();
    const page = await world.visit(context);
    world.proxy.set('busy');
    const ids = await track(page);
    await expect.poll(() => world.proxy.busyAnswers).toBe(1);
    const startMs = performance.now();
    world.proxy.set('none');
    const other = await world.visit(context);
    await other.evaluate(() => window.tracker.flush());
    expect(await waiting(page)).toHaveLength(1);
    await untilSettled(page);
    expect(performance.now() - startMs).toBeGreaterThan(700);
    expect(await world.arrived(ids)).toHaveLength(1);
  });

  it('is asked again at growing distances', async () => {
    const page = await world.visit(await world.visitorWith());
    world.proxy.set('refused');
    const times: number[] = [];
    page.on('request', () => times.push(performance.now()));
    await page.evaluate(() => {
      window.tracker.page();
      // Before the time that an event waits for others: the pause holds for that, too.
      void window.tracker.flush();
    });
    await expect.poll(() => times.length).toBe(3);
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    for (const [index, gap] of gaps.entries()) {
      expect(gap).toBeGreaterThan(500 * 2 ** index - 50);
      expect(gap).toBeLessThan(1_000 * 2 ** index + 2_000);
    }
  });

  it('that cannot read one event gets all others', async () => {
    const page = await world.visit(await world.visitorWith(NEVER_BY_TIME));
    const ids = await track(page, 5);
    const spoilt = await page.evaluate(() => {
      const [, key = ''] = Object.keys(localStorage)
        .filter((name) => name.startsWith('millrace:q'))
        .sort();
      const event = JSON.parse(localStorage.getItem(key) ?? '{}');
      localStorage.setItem(key, '{"half":');
      return event.eventId as string;
    });
    await page.evaluate(() => window.tracker.flush());
    expect(await waiting(page)).toEqual([]);
    expect(await world.arrived(ids.filter((id) => id !== spoilt))).toHaveLength(4);
  });
});
