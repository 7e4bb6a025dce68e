/** A demo world and a browser for the tests of one file: opened before the first of them, closed after the last. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { launchBrowser } from '../browser.ts';
import { type DemoWorld, openDemoWorld, type WorldOptions } from './demo-world.ts';
import { type Look, lookAt } from './look-at.ts';

const OPENING_MS = 120_000;
/** Of each action in a page: a test that waits in vain says for what, before its own time is over. */
const ACTION_MS = 10_000;

export interface WorldInBrowser {
  /** Both are there from the first test on. */
  readonly world: DemoWorld;
  readonly browser: Browser;
  /** @param path with its query. */
  open(path: string, look?: Look): Promise<Page>;
  /** For `afterEach`, where each test opens its own. */
  closePages(): Promise<void>;
}

/** To be called once, outside of any test. */
export function worldInBrowser(options: WorldOptions = {}): WorldInBrowser {
  let opened: { readonly world: DemoWorld; readonly browser: Browser } | undefined;
  const here = () => {
    if (opened === undefined) throw new Error('the world opens with the first test');
    return opened;
  };
  beforeAll(async () => {
    const [world, browser] = await Promise.all([openDemoWorld({ rate: 0, ...options }), launchBrowser()]);
    opened = { world, browser };
  }, OPENING_MS);
  afterAll(async () => {
    await opened?.browser.close();
    await opened?.world.close();
  });
  return {
    get world() {
      return here().world;
    },
    get browser() {
      return here().browser;
    },
    open: async (path, look = {}) => {
      const page = await lookAt(here().browser, here().world.url + path, look);
      page.setDefaultTimeout(ACTION_MS);
      return page;
    },
    closePages: async () => {
      for (const context of here().browser.contexts()) await context.close();
    },
  };
}
