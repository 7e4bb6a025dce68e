/** What a webhook is sent: Alertmanager's message, version 4, signed as the Standard Webhooks specification says. */
import { createHmac } from 'node:crypto';
import type { StoredNotification } from './stored-notification.ts';

/** The JSON text: the same for the same notification, however often it is sent. */
export function webhookBody(notification: StoredNotification, receiver: string, externalUrl: string): string {
  const { groupKey, status, groupLabels, commonLabels, commonAnnotations, alerts, truncatedAlerts } = notification;
  return JSON.stringify({
    version: '4',
    groupKey,
    truncatedAlerts,
    status,
    receiver,
    groupLabels,
    commonLabels,
    commonAnnotations,
    externalURL: externalUrl,
    alerts: alerts.map((alert) => ({
      ...alert,
      generatorURL: `${externalUrl}/v1/alerts?fingerprint=${alert.fingerprint}`,
    })),
  });
}

/**
 * The headers of Standard Webhooks 1.0: HMAC-SHA256 over `id.timestamp.body`, one signature for each secret.
 * @param sentMs the time of this try, in epoch milliseconds: receivers refuse what is minutes old.
 */
export function webhookHeaders(
  message: { readonly id: string; readonly body: string; readonly sentMs: number },
  secrets: readonly string[],
): Readonly<Record<string, string>> {
  const timestamp = Math.floor(message.sentMs / 1000);
  const headers = { 'webhook-id': message.id, 'webhook-timestamp': String(timestamp) };
  if (secrets.length === 0) return headers;
  const content = `${message.id}.${timestamp}.${message.body}`;
  const signatures = secrets.map(
    (secret) => `v1,${createHmac('sha256', secretBytes(secret)).update(content).digest('base64')}`,
  );
  return { ...headers, 'webhook-signature': signatures.join(' ') };
}

/** The key that a `whsec_…` text stands for. */
export function secretBytes(secret: string): Buffer {
  return Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
}
