/**
 * One visit: a walk through the funnel from arriving to leaving, one step at a time.
 *
 * The chances make about a dozen events a visit; about one visit in four fills a cart, and about one cart in three is
 * bought. The rest are abandoned.
 */

import { browserOf } from './browser.ts';
import type { Product, ProductCatalog } from './product-catalog.ts';
import type { Random } from './random.ts';
import type { ShopEvent } from './shop-event.ts';
import type { Visitor } from './visitor.ts';

type Step = 'arrive' | 'browse' | 'product' | 'cart' | 'checkout' | 'leave';

interface CartLine {
  readonly product: Product;
  readonly quantity: number;
}

/** What an event still lacks when the shopper makes it: the id and the time are the simulation's. */
export type ShopperEvent = Omit<ShopEvent, 'eventId' | 'timestamp'>;

const SEARCHES = ['shoes', 'gift', 'usb c cable', 'rain jacket', 'tent', 'lamp', 'guitar strings', 'lego', 'coffee'];
const PAGES = ['/', '/sale', '/new', '/category', '/help', '/account'];

export class Shopper {
  readonly #visitor: Visitor;
  readonly #sessionId: string;
  readonly #catalog: ProductCatalog;
  #step: Step = 'arrive';
  #product: Product | undefined;
  #cart: CartLine[] = [];
  #bought = false;
  /** The visitor's account, once the visitor has said who it is. */
  #userId: string | undefined;

  constructor(visitor: Visitor, sessionId: string, catalog: ProductCatalog) {
    this.#visitor = visitor;
    this.#sessionId = sessionId;
    this.#catalog = catalog;
    this.#userId = visitor.userId;
  }

  /** True when nothing more will come of this visit. */
  get gone(): boolean {
    return this.#step === 'leave';
  }

  /** Loses its connection on the way now and then. */
  get mobile(): boolean {
    return this.#visitor.deviceType === 'mobile';
  }

  /**
   * A later visit, in which something that was left in the cart is bought after all, at a lower price. None when the
   * shopper has bought, or has left nothing.
   */
  comeBack(random: Random): readonly ShopperEvent[] {
    const [line] = this.#cart;
    if (line === undefined || this.#bought) return [];
    const price = Math.max(1, Math.round(line.product.priceCents * (0.6 + random.below(30) / 100))) / 100;
    const about = { ...aboutProduct(line.product), price, sessionId: `${this.#sessionId}-back` };
    const orderId = `o-${this.#sessionId}-back`;
    return [
      this.#event('page_view', { ...about, page: '/product' }),
      this.#event('purchase', { ...about, quantity: line.quantity, orderId }),
    ];
  }

  /** The next thing that the shopper does: several events when an order has several lines. */
  next(random: Random): readonly ShopperEvent[] {
    switch (this.#step) {
      case 'arrive':
        this.#step = 'browse';
        return [this.#start(random.pick(['search', 'mail', 'direct', 'ad']))];
      case 'browse':
        return [this.#browse(random)];
      case 'product':
        return [this.#look(random)];
      case 'cart':
        return [this.#reconsider(random)];
      case 'checkout':
        return this.#decide(random);
      case 'leave':
        return [];
    }
  }

  #start(referrer: string): ShopperEvent {
    const { deviceType, deviceId } = this.#visitor;
    return this.#event('session_start', {
      page: '/',
      referrer,
      properties: { userAgent: browserOf(deviceType, deviceId.length + deviceId.charCodeAt(deviceId.length - 1)) },
    });
  }

  #browse(random: Random): ShopperEvent {
    if (random.chance(0.09)) return this.#leave();
    if (random.chance(0.12)) return this.#event('search', { query: random.pick(SEARCHES) });
    if (random.chance(0.35)) return this.#event('page_view', { page: random.pick(PAGES) });
    this.#product = this.#catalog.draw(random);
    this.#step = 'product';
    return this.#event('product_click', aboutProduct(this.#product));
  }

  #look(random: Random): ShopperEvent {
    const product = this.#product ?? this.#catalog.draw(random);
    this.#step = 'browse';
    if (random.chance(0.1)) {
      this.#cart.push({ product, quantity: random.chance(0.85) ? 1 : 2 + random.below(3) });
      this.#step = 'cart';
      return this.#event('add_to_cart', { ...aboutProduct(product), quantity: this.#cart.at(-1)?.quantity ?? 1 });
    }
    return this.#event('page_view', { ...aboutProduct(product), page: '/product' });
  }

  #reconsider(random: Random): ShopperEvent {
    if (random.chance(0.1)) {
      const line = this.#cart.pop();
      this.#step = 'browse';
      return this.#event('remove_from_cart', line ? aboutProduct(line.product) : {});
    }
    if (random.chance(0.45)) {
      this.#step = 'checkout';
      return this.#event('checkout', { page: '/checkout' });
    }
    this.#step = 'browse';
    return this.#event('page_view', { page: '/cart' });
  }

  /** Identified first, then bought line by line, or abandoned. */
  #decide(random: Random): readonly ShopperEvent[] {
    if (this.#userId === undefined) {
      this.#userId = `u-new-${this.#visitor.anonymousId}`;
      return [this.#event('identify', { properties: this.#profile() })];
    }
    this.#step = 'leave';
    if (random.chance(0.22) || this.#cart.length === 0) return [this.#event('session_end', {})];
    const orderId = `o-${this.#sessionId}`;
    this.#bought = true;
    return this.#cart.map(({ product, quantity }) =>
      this.#event('purchase', { ...aboutProduct(product), quantity, orderId }),
    );
  }

  /** A new account, at home where the visitor is. */
  #profile(): Readonly<Record<string, string>> {
    return { deviceId: this.#visitor.deviceId, country: this.#visitor.location.country };
  }

  #leave(): ShopperEvent {
    this.#step = 'leave';
    return this.#event('session_end', {});
  }

  #event(eventType: string, more: Partial<ShopperEvent>): ShopperEvent {
    const { anonymousId, deviceType, deviceId, location, hidesLocation, ip } = this.#visitor;
    return {
      ...(this.#userId === undefined ? {} : { userId: this.#userId }),
      ...(anonymousId === undefined ? {} : { anonymousId }),
      sessionId: this.#sessionId,
      eventType,
      deviceType,
      ...(hidesLocation ? {} : { location }),
      ip,
      ...(eventType === 'purchase' ? { properties: { deviceId } } : {}),
      ...more,
    };
  }
}

function aboutProduct({ productId, category, priceCents }: Product): Partial<ShopperEvent> {
  return { productId, category, price: priceCents / 100 };
}
