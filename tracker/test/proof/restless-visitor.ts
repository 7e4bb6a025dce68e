/**
 * A visitor who goes through a shop's pages while everything fails: opens tabs, looks at things, and leaves in every way
 * there is. It keeps the id of each event of which `track` has returned.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { BrowserContext, Page } from 'playwright-core';
import type { Random } from '../../../shop/src/simulate/random.ts';
import { waiting } from '../tracker-world.ts';

export const WAYS_TO_LEAVE = [
  'follow a link',
  'follow a link while tracking',
  'load again',
  'close the tab',
  'crash the tab',
  'go away offline',
  'stay',
] as const;

export type WayToLeave = (typeof WAYS_TO_LEAVE)[number];

const MOST_TABS = 3;
const MOST_EVENTS = 6;
const LONGEST_LOOK_MS = 120;
const SETTLED_WITHIN_MS = 90_000;
/** A page that does not load or answer within this, because there is no network or its tab is gone, is given up. */
const ANSWERED_WITHIN_MS = 5_000;

export class RestlessVisitor {
  /** Ids of events that the tracker has taken. */
  readonly tracked: string[] = [];
  /** Pages that went before they could say what they had tracked. */
  unheard = 0;
  readonly #context: BrowserContext;
  readonly #random: Random;
  readonly #origin: string;
  readonly #tabs: Page[] = [];

  constructor(context: BrowserContext, random: Random, origin: string) {
    this.#context = context;
    this.#random = random;
    this.#origin = origin;
  }

  /** Looks at a page for a moment, and leaves it. */
  async visit(way: WayToLeave): Promise<void> {
    const tab = await this.#tab();
    await this.#track(tab, false);
    if (this.#random.chance(0.5)) await pause(this.#random.below(LONGEST_LOOK_MS));
    if (this.#random.chance(0.3)) await this.#track(tab, false);
    await this.#leave(tab, way);
  }

  /** A later visit to the shop, everything well: resolves when nothing waits any more. */
  async settle(): Promise<void> {
    await this.#context.setOffline(false);
    for (const tab of this.#tabs.splice(0)) await answered(tab.close());
    const tab = await this.#tab();
    const deadlineMs = performance.now() + SETTLED_WITHIN_MS;
    while ((await waiting(tab)).length > 0 && performance.now() < deadlineMs) await pause(50);
  }

  async #tab(): Promise<Page> {
    const known = this.#tabs[this.#random.below(this.#tabs.length + 1)];
    if (known && (await hasTracker(known))) return known;
    if (known) await this.#close(known);
    while (this.#tabs.length >= MOST_TABS) await this.#close(this.#tabs[0]);
    const tab = await this.#context.newPage();
    this.#tabs.push(tab);
    await tab.goto(`${this.#origin}/${this.#random.below(50)}`, { timeout: 6 * ANSWERED_WITHIN_MS });
    return tab;
  }

  /** @param thenGo follows a link in the same task, as a click's listener does. */
  async #track(tab: Page, thenGo: boolean): Promise<void> {
    const next = thenGo ? `/${this.#random.below(50)}?next` : null;
    const count = 1 + this.#random.below(MOST_EVENTS);
    const ids = await answered(
      tab.evaluate(
        ([count, next]) => {
          const { tracker } = window;
          const ids = Array.from({ length: count }, (_, n) => tracker.productView({ productId: `p-${n}` }));
          if (next !== null) location.href = next;
          return ids;
        },
        [count, next] as const,
      ),
    );
    if (ids === undefined) this.unheard++;
    for (const id of ids ?? []) if (id !== null) this.tracked.push(id);
  }

  async #leave(tab: Page, way: WayToLeave): Promise<void> {
    switch (way) {
      case 'follow a link':
        return void (await tab.goto(`${this.#origin}/next`, { timeout: ANSWERED_WITHIN_MS }).catch(() => undefined));
      case 'follow a link while tracking':
        await this.#track(tab, true);
        return tab.waitForLoadState('load', { timeout: ANSWERED_WITHIN_MS }).catch(() => undefined);
      case 'load again':
        return void (await tab.reload({ timeout: ANSWERED_WITHIN_MS }).catch(() => undefined));
      case 'close the tab':
        return this.#close(tab);
      case 'crash the tab':
        await tab.goto('chrome://crash', { timeout: ANSWERED_WITHIN_MS }).catch(() => undefined);
        return this.#close(tab);
      case 'go away offline':
        await this.#context.setOffline(true);
        await this.#track(tab, false);
        await this.#close(tab);
        return this.#context.setOffline(false);
      case 'stay':
        return;
    }
  }

  async #close(tab: Page | undefined): Promise<void> {
    if (tab === undefined) return;
    this.#tabs.splice(this.#tabs.indexOf(tab), 1);
    await answered(tab.close());
  }
}

/** Not on a page that did not load, or in a tab that is gone. */
async function hasTracker(tab: Page): Promise<boolean> {
  return (await answered(tab.evaluate(() => 'tracker' in window))) === true;
}

/** Undefined when there is no answer, or none in time. */
function answered<T>(answer: Promise<T>): Promise<T | undefined> {
  return Promise.race([answer.catch(() => undefined), pause(ANSWERED_WITHIN_MS, undefined)]);
}
