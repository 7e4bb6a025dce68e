/** What the server says of visits: the parts of its answers that the page shows. */

export type VisitState = 'checkout' | 'cart' | 'ordered' | 'looking' | 'left';
export type DeviceClass = 'mobile' | 'desktop' | 'tablet' | 'unknown' | 'bot';
export type Stage = 'page' | 'product' | 'search' | 'cart' | 'cart_removal' | 'checkout' | 'purchase';

export interface OpenVisit {
  readonly visitor: string;
  readonly isUser: boolean;
  readonly state: VisitState;
  readonly start: string;
  readonly lastSeen: string;
  readonly events: number;
  readonly pageViews: number;
  readonly productViews: number;
  readonly cartPieces: number;
  readonly cartValue: string;
  readonly orders: number;
  readonly revenue: string;
  readonly device: DeviceClass;
  readonly country: string | null;
  readonly segment: string | null;
  readonly doing: string | null;
  readonly subject: string | null;
  readonly path: readonly Stage[];
}

export interface OpenVisits {
  readonly at: string;
  readonly listed: number;
  readonly matching: number;
  readonly countries: readonly { readonly country: string; readonly visits: number }[];
  readonly items: readonly OpenVisit[];
}

export interface Visitor {
  readonly visitor: string;
  readonly known: boolean;
  readonly anonymousIds: readonly string[];
  readonly isOpen: boolean;
  readonly visit: OpenVisit | null;
}

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
  readonly properties: Readonly<Record<string, unknown>>;
}

export interface VisitorEvents {
  readonly from: string;
  readonly to: string;
  readonly complete: boolean;
  readonly items: readonly VisitorEvent[];
}

export interface ClosedSession {
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

export interface UserFacts {
  readonly country: string | null;
  readonly segment: string | null;
  readonly accountAgeDays: number | null;
  readonly lifetimeValue: string;
  readonly orders: number;
}

export interface PathNode {
  readonly step: number;
  readonly stage: Stage;
  readonly visits: number;
  readonly ended: number | null;
}

export interface PathLink {
  readonly step: number;
  readonly from: Stage;
  readonly to: Stage;
  readonly visits: number;
}

export interface Paths {
  readonly from: string;
  readonly to: string;
  readonly visits: number;
  readonly nodes: readonly PathNode[];
  readonly links: readonly PathLink[];
}
