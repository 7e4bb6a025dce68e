/** A notification as it lies in the committed stream `alert_notifications`, and the part of it that a destination gets. */
import type { ViewEntry, ViewRow } from '@millrace/engine/views/view-store.ts';
import { type Matcher, matchesAll } from '../../functions/alert/matcher.ts';
import type { NotifiedAlert } from '../../functions/alert/notification.ts';

export const NOTIFICATIONS_VIEW = 'alert_notifications';

/** Where a notification stands in the stream: its key, which only grows. */
export interface StreamPlace {
  readonly notifiedMs: number;
  readonly number: number;
}

export const BEFORE_ALL: StreamPlace = { notifiedMs: 0, number: 0 };

export interface StoredNotification {
  readonly place: StreamPlace;
  /** The idempotency key: the same whenever and however often it is sent. */
  readonly id: string;
  readonly notifiedAt: string;
  readonly groupKey: string;
  readonly status: 'firing' | 'resolved';
  readonly groupLabels: Readonly<Record<string, string>>;
  readonly commonLabels: Readonly<Record<string, string>>;
  readonly commonAnnotations: Readonly<Record<string, string>>;
  readonly alerts: readonly NotifiedAlert[];
  readonly truncatedAlerts: number;
}

export function storedNotification({ key, row }: ViewEntry): StoredNotification {
  return notificationOf({ notifiedMs: Number(key[0]), number: Number(key[1]) }, row);
}

/** What remains for a destination that wants only some alerts; undefined when that is none. */
export function matchedPart(
  notification: StoredNotification,
  matchers: readonly Matcher[],
): StoredNotification | undefined {
  if (matchers.length === 0) return notification;
  const alerts = notification.alerts.filter(({ labels }) => matchesAll(matchers, labels));
  if (alerts.length === 0) return undefined;
  const status = alerts.some((alert) => alert.status === 'firing') ? 'firing' : 'resolved';
  return { ...notification, alerts, status };
}

export function isAfter(place: StreamPlace, other: StreamPlace): boolean {
  return place.notifiedMs > other.notifiedMs || (place.notifiedMs === other.notifiedMs && place.number > other.number);
}

function notificationOf(place: StreamPlace, row: ViewRow): StoredNotification {
  return {
    place,
    id: String(row.notificationId),
    notifiedAt: String(row.notifiedAt),
    groupKey: String(row.groupKey),
    status: row.status === 'resolved' ? 'resolved' : 'firing',
    groupLabels: JSON.parse(String(row.groupLabels)),
    commonLabels: JSON.parse(String(row.commonLabels)),
    commonAnnotations: JSON.parse(String(row.commonAnnotations)),
    alerts: JSON.parse(String(row.alerts)),
    truncatedAlerts: Number(row.truncatedAlerts),
  };
}
