/** An event with what the shop knows of its visitor, product and place: what every later function is given. */
import type { ShopEvent } from '../shop-event.ts';

/** What is known of a user: from `identify` events and rows of the database. Money is in ten-thousandths, as in events. */
export interface UserProfile {
  readonly createdMs: number | null;
  readonly country: string | null;
  readonly segment: string | null;
  /** All that stands of the user's orders, cancelled and refunded ones taken off. */
  readonly lifetimeValueTenThousandths: number;
  readonly orders: number;
}

/** What is known of a product: from `product_update` and `inventory_update` events and rows of the database. */
export interface Product {
  readonly name: string | null;
  readonly brand: string | null;
  readonly category: string | null;
  readonly priceTenThousandths: number | null;
  /** Pieces on the shelf; null when it was never counted. */
  readonly onHand: number | null;
  /** Taken off the shop's pages. */
  readonly hidden: boolean;
}

/** What an event should have been completed with and could not. */
export type MissingKnowledge = 'profile' | 'product' | 'location';

export interface EnrichedEvent {
  readonly event: ShopEvent;
  /** The user behind the event: userId, or who the anonymous visitor has turned out to be, else the anonymousId. */
  readonly visitor: string | null;
  readonly profile: UserProfile | null;
  readonly product: Product | null;
  /** The event's own, else the product's. */
  readonly category: string | null;
  /** The event's own, else that of its address. */
  readonly country: string | null;
  readonly region: string | null;
  readonly deviceClass: 'mobile' | 'desktop' | 'tablet' | 'bot' | 'unknown';
  /** Why it is taken for a machine: what it calls itself, or a rate that no one clicks at; null for people. */
  readonly bot: 'declared' | 'rate' | null;
  readonly missing: readonly MissingKnowledge[];
  /** The event's price is not the catalogue's. */
  readonly priceDiffers: boolean;
}
