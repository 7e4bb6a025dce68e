/** One event's part in the visit of its shopper. */
import { EVENT_TYPES } from '../../events/event-types.ts';
import type { EnrichedEvent } from '../enrich/enriched-event.ts';
import type { EventType } from '../shop-event.ts';
import type { FlowStep } from './path-flows.ts';
import { goesOn, lastStage, longerPath, stageOf, stepsOf } from './path-stages.ts';
import { DEVICE_CLASSES, hourOf, isBefore, isOver, newVisit, type Visit } from './visit.ts';
import { changedCart } from './visit-cart.ts';

/** Searches may be a thousand characters long. */
const LONGEST_SUBJECT = 80;

const TYPE_NUMBERS: ReadonlyMap<EventType, number> = new Map(EVENT_TYPES.map((type, number) => [type, number]));

/** What an event is to a visit. `atMs` is its time, at most that of its arrival. */
export interface VisitEvent {
  readonly enriched: EnrichedEvent;
  readonly activity: 'look' | 'cart' | 'order' | 'other';
  readonly atMs: number;
}

/**
 * Counts the event in the visit, or in a new one, which is given back; an event long before the visit belongs to none.
 * @param orders 1 for the first line of an order; `spend` is what the line comes to.
 */
export function countVisit(present: Visit, counted: VisitEvent, orders: number, spend: number): Visit {
  const { atMs, enriched } = counted;
  if (isOver(present, atMs)) {
    const visit = newVisit(atMs, DEVICE_CLASSES.indexOf(enriched.deviceClass));
    countIn(visit, counted, orders, spend);
    return visit;
  }
  if (!isBefore(present, atMs)) countIn(present, counted, orders, spend);
  return present;
}

function countIn(visit: Visit, { atMs, activity, enriched }: VisitEvent, orders: number, spend: number): void {
  visit.events += 1;
  if (activity === 'look') visit.views += 1;
  else if (activity === 'cart') visit.carts += 1;
  if (enriched.event.eventType === 'page_view') visit.pages += 1;
  if (activity !== 'look') visit.cart = changedCart(visit.cart, enriched, activity === 'order');
  if (orders > 0) visit.orders += orders;
  if (spend > 0) visit.revenue = Math.min(visit.revenue + spend, Number.MAX_SAFE_INTEGER);
  if (atMs < visit.startMs) visit.startMs = atMs;
  if (atMs < visit.lastMs) return;
  visit.lastMs = atMs;
  if (activity === 'look') visit.viewed = enriched.event.productId;
  noteDoing(visit, enriched);
}

function noteDoing(visit: Visit, { event, category, visitor }: EnrichedEvent): void {
  visit.doing = TYPE_NUMBERS.get(event.eventType) ?? -1;
  visit.isUser = visitor !== event.anonymousId;
  const subject = event.productId ?? event.query ?? category ?? '';
  visit.subject = subject === visit.viewed ? null : subject.slice(0, LONGEST_SUBJECT);
}

/** The step that the event's visit makes with it to another stage; reads only. */
export function stepOf(present: Visit | undefined, { enriched, activity, atMs }: VisitEvent): FlowStep | undefined {
  const stage = stageOf(enriched.event, activity === 'order');
  if (present === undefined || isOver(present, atMs)) {
    if (stage === undefined) return undefined;
    return {
      hour: hourOf(atMs),
      device: DEVICE_CLASSES.indexOf(enriched.deviceClass),
      step: 0,
      from: undefined,
      to: stage,
    };
  }
  const { path, startMs, device } = present;
  if (!goesOn(path, stage) || isBefore(present, atMs)) return undefined;
  return { hour: hourOf(startMs), device, step: stepsOf(path), from: lastStage(path), to: stage };
}

/** The step has been counted: the way is one stage longer. */
export function goOn(visit: Visit, { to }: FlowStep): void {
  visit.path = longerPath(visit.path, to);
}
