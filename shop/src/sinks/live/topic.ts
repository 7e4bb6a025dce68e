/** What a live client can ask for, and the views that each topic carries. */

import { type AccessClass, mayCall, type Rights } from '../../access/roles.ts';

/**
 * `ops` and `pipelines` are no views: how the process itself is doing, told twice a second, and every second how its
 * pipelines are.
 */
export const TOPIC_VIEWS = {
  revenue: ['revenue', 'revenue_total', 'revenue_live', 'revenue_corrections'],
  orders: ['orders'],
  sessions: ['sessions'],
  trending: ['trending_now', 'trending_categories'],
  traffic: ['traffic', 'traffic_now', 'traffic_hours'],
  fraud: ['fraud_scores', 'decisions'],
  cases: ['fraud_queue'],
  inventory: ['stock_alerts', 'fast_movers'],
  alerts: ['alerts'],
  ops: [],
  pipelines: [],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type Topic = keyof typeof TOPIC_VIEWS;

/** Who may hear each topic: figures are for all, people for staff. */
const TOPIC_ACCESS: Readonly<Record<Topic, AccessClass>> = {
  revenue: 'read',
  orders: 'staff',
  sessions: 'staff',
  trending: 'read',
  traffic: 'read',
  fraud: 'staff',
  cases: 'staff',
  inventory: 'read',
  alerts: 'staff',
  ops: 'read',
  pipelines: 'read',
};

export function mayHear(topic: Topic, rights: Rights): boolean {
  return mayCall(rights, [TOPIC_ACCESS[topic]]);
}

export const TOPICS = Object.keys(TOPIC_VIEWS).filter(isTopic);

export function isTopic(name: string): name is Topic {
  return Object.hasOwn(TOPIC_VIEWS, name);
}

/** The views of all these topics, in one fixed order, whatever order the client named them in. */
export function viewsOf(topics: ReadonlySet<Topic>): readonly string[] {
  return TOPICS.filter((topic) => topics.has(topic)).flatMap((topic) => TOPIC_VIEWS[topic]);
}
