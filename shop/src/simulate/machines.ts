/** Machines that read the shop's pages: crawlers that say what they are, and scrapers that do not, but are too fast. */

import { browserOf } from './browser.ts';
import type { ProductCatalog } from './product-catalog.ts';
import type { Random } from './random.ts';
import type { ShopperEvent } from './shopper.ts';

export interface MachineStep {
  readonly event: ShopperEvent;
  /** After the first step. */
  readonly afterMs: number;
}

const CRAWLERS = [
  'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
  'Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)',
  'Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)',
  'python-requests/2.32.3',
];
const CRAWLED_PAGES = 12;
const CRAWL_PAUSE_MS = 5_000;
const SCRAPED_PAGES = 600;
/** Five pages a second. */
const SCRAPE_PAUSE_MS = 200;

/** A crawler takes its time, and each page is asked for under its own name. */
export function crawler(number: number, catalog: ProductCatalog, random: Random): readonly MachineStep[] {
  const userAgent = random.pick(CRAWLERS);
  const ip = `66.249.66.${1 + random.below(250)}`;
  return Array.from({ length: CRAWLED_PAGES }, (_, page) => ({
    event: lookedAt(`a-crawler-${number}`, { ip, userAgent }, catalog.products[random.below(catalog.products.length)]),
    afterMs: page * CRAWL_PAUSE_MS,
  }));
}

/** A scraper says that it is a browser, and goes through the catalogue page by page. */
export function scraper(number: number, catalog: ProductCatalog, random: Random): readonly MachineStep[] {
  const userAgent = browserOf('desktop', number);
  const ip = `5.9.${random.below(256)}.${1 + random.below(250)}`;
  const first = random.below(catalog.products.length);
  return Array.from({ length: SCRAPED_PAGES }, (_, page) => ({
    event: lookedAt(
      `a-scraper-${number}`,
      { ip, userAgent },
      catalog.products[(first + page) % catalog.products.length],
    ),
    afterMs: page * SCRAPE_PAUSE_MS,
  }));
}

function lookedAt(
  anonymousId: string,
  { ip, userAgent }: { readonly ip: string; readonly userAgent: string },
  product: ProductCatalog['products'][number] | undefined,
): ShopperEvent {
  return {
    anonymousId,
    sessionId: anonymousId,
    eventType: 'page_view',
    ip,
    ...(product && { productId: product.productId, category: product.category, price: product.priceCents / 100 }),
    properties: { userAgent },
  };
}
