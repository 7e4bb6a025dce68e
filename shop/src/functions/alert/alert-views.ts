/** What the alerts leave behind: three views. */
import type { FunctionView, ViewOutput } from '../view-output.ts';
import type { Alert } from './alert.ts';
import { matcherText } from './matcher.ts';
import type { Silence } from './silence.ts';

const DAY_MS = 24 * 3_600_000;

/** One row an alert: from when it fires until it is resolved, and as long as it is kept after that. */
const alerts: FunctionView = {
  name: 'alerts',
  columns: {
    startsAt: 'TIMESTAMP',
    fingerprint: 'STRING',
    alertname: 'STRING',
    severity: 'STRING',
    status: 'STRING',
    endsAt: 'TIMESTAMP',
    suppressedBy: 'STRING',
    acknowledgedBy: 'STRING',
    acknowledgedAt: 'TIMESTAMP',
    acknowledgeNote: 'STRING',
    /** JSON objects of text. */
    labels: 'STRING',
    annotations: 'STRING',
  },
  key: ['startsAt', 'fingerprint'],
  feedLength: 20_000,
  retentionMs: 90 * DAY_MS,
};

/** What leaves the process: one row each time that a group is told about. Numbered without gaps. */
const notifications: FunctionView = {
  name: 'alert_notifications',
  columns: {
    notifiedAt: 'TIMESTAMP',
    number: 'BIGINT',
    /** The same for the same news, whenever and however often it is sent. */
    notificationId: 'STRING',
    groupKey: 'STRING',
    status: 'STRING',
    /** JSON. */
    groupLabels: 'STRING',
    commonLabels: 'STRING',
    commonAnnotations: 'STRING',
    alerts: 'STRING',
    truncatedAlerts: 'INT',
  },
  key: ['notifiedAt', 'number'],
  feedLength: 20_000,
  retentionMs: 90 * DAY_MS,
  announce: 'committed',
};

const silences: FunctionView = {
  name: 'alert_silences',
  columns: {
    silenceId: 'STRING',
    startsAt: 'TIMESTAMP',
    endsAt: 'TIMESTAMP',
    createdBy: 'STRING',
    comment: 'STRING',
    updatedAt: 'TIMESTAMP',
    /** JSON: the matchers as text and as objects. */
    matchers: 'STRING',
  },
  key: ['silenceId'],
  feedLength: 1_000,
};

export const ALERT_VIEWS: readonly FunctionView[] = [alerts, notifications, silences];

export function alertOutput({
  fingerprint,
  labels,
  annotations,
  startsMs,
  endsMs,
  suppressedBy,
  acknowledged,
  shown,
}: Alert): ViewOutput {
  const row = {
    startsAt: isoTime(startsMs),
    fingerprint,
    alertname: labels.alertname ?? '',
    severity: labels.severity ?? '',
    status: shown,
    endsAt: endsMs === null ? null : isoTime(endsMs),
    suppressedBy,
    acknowledgedBy: acknowledged === null ? null : acknowledged.by,
    acknowledgedAt: acknowledged === null ? null : isoTime(acknowledged.atMs),
    acknowledgeNote: acknowledged === null ? null : acknowledged.note,
    labels: JSON.stringify(labels),
    annotations: JSON.stringify(annotations),
  };
  return { view: alerts.name, key: [startsMs, fingerprint], row };
}

export function silenceOutput(silence: Silence): ViewOutput {
  const { id, matchers, startsMs, endsMs, createdBy, comment, updatedMs } = silence;
  const row = {
    silenceId: id,
    startsAt: isoTime(startsMs),
    endsAt: isoTime(endsMs),
    createdBy,
    comment,
    updatedAt: isoTime(updatedMs),
    matchers: JSON.stringify(matchers.map(matcherText)),
  };
  return { view: silences.name, key: [id], row };
}

export function forgottenSilence(id: string): ViewOutput {
  return { view: silences.name, key: [id], row: null };
}

export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}
