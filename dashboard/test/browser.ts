/** A real browser, for tests. */
import { fileURLToPath } from 'node:url';
import chromium from '@sparticuz/chromium';
import { type Browser, chromium as playwright } from 'playwright-core';

export const DASHBOARD = fileURLToPath(new URL('..', import.meta.url));

/** The Chromium that comes as an npm package: nothing needs to be installed. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = await chromium.executablePath();
  return playwright.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
}
