/** What a shop's page sees of the tracker: its options, its calls, and what they take. */

/**
 * Whether the visitor agrees to be followed. `pending` keeps events in memory only, until it is decided; `denied` keeps
 * and sends nothing, and deletes what there was.
 */
export type Consent = 'pending' | 'granted' | 'denied';

export interface TrackerOptions {
  /** Where the server is, such as `https://events.shop.example`. */
  readonly endpoint: string;
  readonly writeKey?: string | undefined;
  /** Default `granted`. */
  readonly consent?: Consent | undefined;
  /** Takes Global Privacy Control and Do Not Track for a denial that stands, whatever consent says. Default false. */
  readonly respectPrivacySignals?: boolean | undefined;
  /** Calls `page` now, and whenever the address changes without a new page being loaded. Default false. */
  readonly pages?: boolean | undefined;
  /** Events at which a batch is sent at once; 50 by default, and never more in one request. */
  readonly batchSize?: number | undefined;
  /** How long an event waits for others, at most. Default 1,000. */
  readonly flushAfterMs?: number | undefined;
  /** Events that are kept until they can be sent; beyond it the oldest is let go. Default 1,000. */
  readonly queueLimit?: number | undefined;
  /** What the tracker's keys in localStorage begin with; default `millrace:`. */
  readonly storagePrefix?: string | undefined;
}

/** Anything else about what happened; kept in the event's properties. */
export interface Details {
  readonly [name: string]: unknown;
}

export interface Product extends Details {
  readonly productId: string;
  readonly category?: string;
  /** Of one piece. */
  readonly price?: number;
  readonly quantity?: number;
  /** ISO 4217. */
  readonly currency?: string;
  /** Of the list in which the visitor found the product: it is credited with what follows. */
  readonly recommendationId?: string;
}

export interface Purchase extends Details {
  readonly orderId: string;
  readonly currency?: string;
  readonly items: readonly Product[];
}

/** An event as it is sent. */
export interface TrackedEvent extends Details {
  readonly eventId: string;
  readonly eventType: string;
  readonly timestamp: string;
}

/** Why an event was let go: the server's words for what it has quarantined, or `queue_full`, or `size_violation`. */
export interface Refusal {
  readonly code: string;
  readonly path?: string;
  readonly message?: string;
}

export type RefusalListener = (event: TrackedEvent, refusal: Refusal) => void;

/** Every call that tracks something gives the event's id, or null when there is no consent. */
export interface Tracker {
  page(details?: Details): string | null;
  /** A page view with a product: on a product's page, call it in place of `page`. */
  productView(product: Product): string | null;
  /** A click on a product in a list; name the list of recommendations if it was one. */
  productClick(product: Product): string | null;
  addToCart(product: Product): string | null;
  removeFromCart(product: Product): string | null;
  checkout(details?: Details): string | null;
  search(query: string, details?: Details): string | null;
  /** One event an item. The same order told twice, as by a reload of the last page, counts once. */
  purchase(purchase: Purchase): readonly (string | null)[];
  /** A list of recommendations has come into view. */
  recommendationShown(recommendationId: string, details?: Details): string | null;
  /** Anything else, by a name of the shop's own. */
  custom(name: string, details?: Details): string | null;
  /** The visitor has signed in: what was done before on this device is the user's from now on. */
  identify(userId: string, traits?: Details): string | null;
  /** The visitor has signed out: whoever comes next is somebody else. */
  reset(): void;
  consent(consent: Consent): void;
  /** Sends what waits; resolves when it is answered, or cannot be sent at present. */
  flush(): Promise<void>;
  /** Who the visitor is to the server: ask for recommendations by userId, or else by anonymousId. */
  visitor(): { readonly anonymousId: string | null; readonly userId: string | null };
  onRefused(listener: RefusalListener): void;
}

/** A method's name, and what it takes. */
export type TrackerCall = readonly [method: keyof Tracker, ...values: unknown[]];

/** What `window.millrace` is before and after the script has come. */
export type TrackerCalls = Partial<Tracker> & { push(...calls: TrackerCall[]): unknown };

declare global {
  interface Window {
    millrace?: TrackerCalls;
  }
}
