/** A notification: what is told of a group, in the shape that leaves the process. */
import type { ViewOutput } from '../view-output.ts';
import { type Alert, isResolved, type Labels } from './alert.ts';
import type { Member } from './alert-state.ts';
import { isoTime } from './alert-views.ts';
import { hashText } from './fingerprint.ts';

export interface GroupMember {
  readonly alert: Alert;
  readonly member: Member;
}

export interface Notification {
  readonly number: number;
  readonly notifiedMs: number;
  readonly groupKey: string;
  readonly groupLabels: Labels;
  readonly alerts: readonly Alert[];
  readonly nowMs: number;
}

/** An alert within a notification; `endsAt` of one that fires is the year 1, as Alertmanager sends it. */
export interface NotifiedAlert {
  readonly status: 'firing' | 'resolved';
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly fingerprint: string;
}

/** A notification carries so many alerts at most, firing ones first; the rest are counted. */
export const MAX_NOTIFIED_ALERTS = 100;

const NEVER = '0001-01-01T00:00:00Z';

/** Alertmanager's: `{}:{alertname="StockLow"}`. */
export function groupKeyOf(labels: Labels, groupBy: readonly string[]): string {
  const grouped = [...groupBy].sort().map((name) => `${name}=${JSON.stringify(labels[name] ?? '')}`);
  return `{}:{${grouped.join(', ')}}`;
}

export function notificationOutput(notification: Notification): ViewOutput {
  const { number, notifiedMs, groupKey, groupLabels, nowMs } = notification;
  const alerts = inOrder(notification.alerts, nowMs);
  const told = alerts.slice(0, MAX_NOTIFIED_ALERTS).map((alert) => notifiedAlert(alert, nowMs));
  const row = {
    notifiedAt: isoTime(notifiedMs),
    number,
    notificationId: notificationId(notification),
    groupKey,
    status: alerts.some((alert) => !isResolved(alert, nowMs)) ? 'firing' : 'resolved',
    groupLabels: JSON.stringify(groupLabels),
    commonLabels: JSON.stringify(common(alerts.map(({ labels }) => labels))),
    commonAnnotations: JSON.stringify(common(alerts.map(({ annotations }) => annotations))),
    alerts: JSON.stringify(told),
    truncatedAlerts: alerts.length - told.length,
  };
  return { view: 'alert_notifications', key: [notifiedMs, number], row };
}

/** Firing ones first, then by when they began, equal ones by name. */
function inOrder(alerts: readonly Alert[], nowMs: number): readonly Alert[] {
  const order = (alert: Alert) => (isResolved(alert, nowMs) ? 1 : 0);
  return [...alerts].sort(
    (a, b) => order(a) - order(b) || a.startsMs - b.startsMs || (a.fingerprint < b.fingerprint ? -1 : 1),
  );
}

function notifiedAlert(alert: Alert, nowMs: number): NotifiedAlert {
  const { labels, annotations, startsMs, endsMs, fingerprint } = alert;
  const over = isResolved(alert, nowMs);
  return {
    status: over ? 'resolved' : 'firing',
    labels,
    annotations,
    startsAt: isoTime(startsMs),
    endsAt: over && endsMs !== null ? isoTime(endsMs) : NEVER,
    fingerprint,
  };
}

/** Two hashes, for one of 64 bits would be little for a key that must never meet another's. */
function notificationId({ groupKey, notifiedMs, alerts, nowMs }: Notification): string {
  const news = alerts.map((alert) => `${alert.fingerprint} ${alert.startsMs} ${isResolved(alert, nowMs)}`).sort();
  const text = JSON.stringify([groupKey, notifiedMs, news]);
  return `ntf_${hashText(text)}${hashText(`.${text}`)}`;
}

/** What all of them agree in. */
function common(all: readonly Labels[]): Labels {
  const [first = {}, ...others] = all;
  return Object.fromEntries(
    Object.entries(first).filter(([name, value]) => others.every((each) => each[name] === value)),
  );
}
