/** A visit as it is listed, and which of the open ones are shown first. */
import { EVENT_TYPES } from '../../events/event-types.ts';
import type { EventType } from '../shop-event.ts';
import type { Shopper } from './open-visits.ts';
import { type Stage, stagesOf } from './path-stages.ts';
import { type DeviceClass, deviceOf, type Visit } from './visit.ts';
import { cartPieces, cartValue } from './visit-cart.ts';

/** How far a visit has come: `left`, when its tracker has said that it is over, although it still counts as one that runs. */
export const VISIT_STATES = ['looking', 'cart', 'checkout', 'ordered', 'left'] as const;
export type VisitState = (typeof VISIT_STATES)[number];

/** A visit with what is known of its visitor: plain data, which crosses a thread. */
export interface ListedVisit {
  readonly visitor: string;
  readonly isUser: boolean;
  readonly state: VisitState;
  readonly startMs: number;
  readonly lastMs: number;
  readonly events: number;
  readonly pageViews: number;
  readonly productViews: number;
  readonly cartPieces: number;
  /** Money in ten-thousandths. */
  readonly cartValue: number;
  readonly orders: number;
  readonly revenue: number;
  readonly device: DeviceClass;
  readonly country: string | null;
  readonly region: string | null;
  readonly segment: string | null;
  readonly doing: EventType | null;
  readonly subject: string | null;
  readonly path: readonly Stage[];
}

/** What visits are chosen by; all that are given must fit. */
export interface VisitFilter {
  readonly state?: VisitState | undefined;
  readonly country?: string | undefined;
  readonly device?: DeviceClass | undefined;
  readonly isUser?: boolean | undefined;
  /** Part of the visitor's name, or of what the visitor is at. */
  readonly text?: string | undefined;
}

const RANKS: Readonly<Record<VisitState, number>> = { checkout: 0, cart: 1, ordered: 2, looking: 3, left: 4 };

/** Makes texts and sums of what is kept in short. */
export function listedVisit(visitor: string, { visit, country, region, segment }: Shopper): ListedVisit {
  return {
    visitor,
    isUser: visit.isUser,
    state: stateOf(visit),
    startMs: visit.startMs,
    lastMs: visit.lastMs,
    events: visit.events,
    pageViews: visit.pages,
    productViews: visit.views,
    cartPieces: cartPieces(visit.cart),
    cartValue: cartValue(visit.cart),
    orders: visit.orders,
    revenue: visit.revenue,
    device: deviceOf(visit),
    country,
    region,
    segment,
    doing: EVENT_TYPES[visit.doing] ?? null,
    subject: subjectOf(visit),
    path: stagesOf(visit.path),
  };
}

/** What the last event was about. */
function subjectOf({ subject, viewed }: Visit): string | null {
  return subject === null ? viewed : subject || null;
}

/** What was done last says more than what lies in the cart. */
export function stateOf({ cart, doing, orders }: Visit): VisitState {
  const type = EVENT_TYPES[doing];
  if (type === 'session_end') return 'left';
  if (type === 'checkout') return 'checkout';
  if (cart !== null) return 'cart';
  return orders > 0 ? 'ordered' : 'looking';
}

/** Asked before anything is made of a visit: of thousands a few are shown. */
export function matches({ visit, country }: Shopper, visitor: string, filter: VisitFilter): boolean {
  if (filter.state !== undefined && stateOf(visit) !== filter.state) return false;
  if (filter.country !== undefined && country !== filter.country) return false;
  if (filter.device !== undefined && deviceOf(visit) !== filter.device) return false;
  if (filter.isUser !== undefined && visit.isUser !== filter.isUser) return false;
  if (filter.text === undefined) return true;
  const text = filter.text.toLowerCase();
  return visitor.toLowerCase().includes(text) || (subjectOf(visit)?.toLowerCase().includes(text) ?? false);
}

/**
 * Where money is at stake first: who pays, who has most in the cart, who has ordered, and then who does most. None of it
 * is a time, so that visits keep their order while nothing changes.
 */
export function byInterest(one: ListedVisit, other: ListedVisit): number {
  return (
    RANKS[one.state] - RANKS[other.state] ||
    other.cartValue - one.cartValue ||
    other.revenue - one.revenue ||
    other.events - one.events ||
    (one.visitor < other.visitor ? -1 : 1)
  );
}
