/** One event's part in the visit of its shopper. */
import { EVENT_TYPES } from '../../events/event-schema.ts';
import type { EnrichedEvent } from '../enrich/enriched-event.ts';
import type { FlowStep } from './path-flows.ts';
import { goesOn, lastStage, letterOf, stageOf } from './path-stages.ts';
import { DEVICE_CLASSES, hourOf, isBefore, isOver, newVisit, type Visit } from './visit.ts';
import { changeCart } from './visit-cart.ts';

/** Searches may be a thousand characters long. */
const LONGEST_SUBJECT = 80;

/** What an event is to a visit. `atMs` is its time, at most that of its arrival. */
export interface VisitEvent {
  readonly enriched: EnrichedEvent;
  readonly activity: 'look' | 'cart' | 'order' | 'other';
  readonly atMs: number;
  /** Whether it is the first line of an order, and what the line comes to. */
  readonly orders: number;
  readonly spend: number;
}

/** Counts the event in the visit, or in a new one, which is given back; an event long before the visit belongs to none. */
export function countVisit(present: Visit, counted: VisitEvent): Visit {
  const { atMs, activity, enriched } = counted;
  const begins = isOver(present, atMs);
  const visit = begins ? newVisit(atMs, DEVICE_CLASSES.indexOf(enriched.deviceClass)) : present;
  if (!begins && isBefore(visit, atMs)) return visit;
  visit.startMs = Math.min(visit.startMs, atMs);
  visit.events += 1;
  if (activity === 'look') visit.views += 1;
  if (activity === 'cart') visit.carts += 1;
  if (enriched.event.eventType === 'page_view') visit.pages += 1;
  if (activity === 'look' && atMs >= visit.lastMs) visit.viewed = enriched.event.productId;
  changeCart(visit.cart, enriched);
  visit.orders += counted.orders;
  visit.revenue = Math.min(visit.revenue + counted.spend, Number.MAX_SAFE_INTEGER);
  if (atMs >= visit.lastMs) noteDoing(visit, enriched);
  visit.lastMs = Math.max(visit.lastMs, atMs);
  return visit;
}

function noteDoing(visit: Visit, { event, category, visitor }: EnrichedEvent): void {
  visit.doing = EVENT_TYPES.indexOf(event.eventType);
  visit.isUser = visitor !== event.anonymousId;
  const subject = (event.productId ?? event.query ?? category ?? '').slice(0, LONGEST_SUBJECT);
  visit.subject = subject === visit.viewed ? null : subject;
}

/** The step that the event's visit makes with it to another stage; reads only. */
export function stepOf(present: Visit | undefined, { enriched, activity, atMs }: Omit<VisitEvent, 'orders' | 'spend'>) {
  const stage = stageOf(enriched.event, activity === 'order');
  const begins = present === undefined || isOver(present, atMs);
  if (!begins && isBefore(present, atMs)) return undefined;
  const path = begins ? '' : present.path;
  if (!goesOn(path, stage)) return undefined;
  const step: FlowStep = {
    hour: hourOf(begins ? atMs : present.startMs),
    device: begins ? DEVICE_CLASSES.indexOf(enriched.deviceClass) : present.device,
    step: path.length,
    from: lastStage(path),
    to: stage,
  };
  return step;
}

/** The step has been counted: the way is one stage longer. */
export function goOn(visit: Visit, { to }: FlowStep): void {
  visit.path += letterOf(to);
}
