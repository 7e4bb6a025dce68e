/** What the server says of visits: the parts of its answers that the page shows. */

export type VisitState = 'checkout' | 'cart' | 'ordered' | 'looking' | 'left';
export type DeviceClass = 'mobile' | 'desktop' | 'tablet' | 'unknown' | 'bot';
export type Stage = 'page' | 'product' | 'search' | 'cart' | 'cart_removal' | 'checkout' | 'purchase';

/** A visit of `/v1/sessions/open` and `/v1/visitors/{visitor}`. Times are ISO 8601, money is exact decimal text. */
export interface OpenVisit {
  /** The userId, or the anonymousId of a visitor without a name. */
  readonly visitor: string;
  readonly isUser: boolean;
  readonly state: VisitState;
  readonly start: string;
  readonly lastSeen: string;
  readonly events: number;
  /** Page views of any kind; `productViews` are looks at products. */
  readonly pageViews: number;
  readonly productViews: number;
  /** What lies in the cart as far as events say: how many pieces, and what they come to. */
  readonly cartPieces: number;
  readonly cartValue: string;
  readonly orders: number;
  readonly revenue: string;
  readonly device: DeviceClass;
  readonly country: string | null;
  readonly segment: string | null;
  /** The type of the last event, and what it was about. */
  readonly doing: string | null;
  readonly subject: string | null;
  /** The first stages, in their order. */
  readonly path: readonly Stage[];
}

/** Those that fit the filters, the most interesting first. */
export interface OpenVisitsAnswer {
  /** As of when, by the server's clock. */
  readonly at: string;
  /** How many there are to choose from, and how many of them fit. */
  readonly listed: number;
  readonly matching: number;
  /** Of all that can be listed, whatever is chosen. */
  readonly countries: readonly { readonly country: string; readonly visits: number }[];
  readonly items: readonly OpenVisit[];
}

/** Who someone is: asked for by any of the names, answered with the present one. */
export interface Visitor {
  readonly visitor: string;
  /** False for a name under which nothing was ever done. */
  readonly known: boolean;
  readonly anonymousIds: readonly string[];
  readonly isOpen: boolean;
  /** The visit that runs, or else the last one. */
  readonly visit: OpenVisit | null;
}

/** An event as it is stored. */
export interface VisitorEvent {
  readonly eventId: string;
  readonly eventType: string;
  readonly timestamp: string;
  readonly receivedAt: string;
  readonly userId: string | null;
  readonly anonymousId: string | null;
  readonly productId: string | null;
  readonly category: string | null;
  readonly price: string | null;
  readonly quantity: number | null;
  readonly deviceType: string | null;
  readonly country: string | null;
  readonly orderId: string | null;
  readonly status: string | null;
  readonly query: string | null;
  readonly ip: string | null;
  /** What it came with beside its fields: anything. */
  readonly properties: Readonly<Record<string, unknown>>;
}

/** In the order in which they happened. */
export interface VisitorEvents {
  readonly from: string;
  readonly to: string;
  /** False where some of the time may be missing. */
  readonly complete: boolean;
  readonly items: readonly VisitorEvent[];
}

/** A visit that is over, of `/v1/sessions`. */
export interface ClosedSession {
  /** Under which name it was made, when the user was not known yet. */
  readonly anonymousId: string | null;
  readonly start: string;
  readonly end: string;
  readonly durationSeconds: number;
  readonly events: number;
  readonly pageViews: number;
  readonly productsSeen: number;
  readonly cartAdds: number;
  readonly orders: number;
  readonly revenue: string;
  readonly device: string | null;
}

/** What is known of a user, of `/v1/users/{userId}`. */
export interface UserFacts {
  readonly country: string | null;
  readonly segment: string | null;
  readonly accountAgeDays: number | null;
  readonly lifetimeValue: string;
  readonly orders: number;
}

/** A stage of a step: how many visits came to it, and how many of them went no further. */
export interface PathNode {
  /** The first is 1. */
  readonly step: number;
  readonly stage: Stage;
  readonly visits: number;
  /** Null where nothing more is counted. */
  readonly ended: number | null;
}

/** From a stage of a step to a stage of the next. */
export interface PathLink {
  readonly step: number;
  readonly from: Stage;
  readonly to: Stage;
  readonly visits: number;
}

/** Of visits that began from `from` on and before `to`, full hours both. */
export interface Paths {
  readonly from: string;
  readonly to: string;
  readonly visits: number;
  readonly nodes: readonly PathNode[];
  readonly links: readonly PathLink[];
}
