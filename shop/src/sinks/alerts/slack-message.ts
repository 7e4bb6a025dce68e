/** What a Slack-compatible webhook is sent: a line for the group, and one for each alert. */
import type { StoredNotification } from './stored-notification.ts';

/** Slack cuts long texts; more alerts than this are only counted. */
const MOST_LINES = 20;

export function slackBody(notification: StoredNotification, externalUrl: string): string {
  const { status, alerts, truncatedAlerts, groupLabels } = notification;
  const firing = alerts.filter((alert) => alert.status === 'firing').length;
  const name = groupLabels.alertname ?? Object.values(groupLabels).join(' ') ?? '';
  const title =
    status === 'firing'
      ? `:rotating_light: *${escaped(name)}*: ${firing} firing`
      : `:white_check_mark: *${escaped(name)}*: resolved`;
  const lines = alerts.slice(0, MOST_LINES).map(({ status: each, annotations, labels }) => {
    const text = annotations.summary ?? Object.values(labels).join(' ');
    return `• ${each === 'resolved' ? '_resolved_ ' : ''}${escaped(text)}`;
  });
  const more = alerts.length - lines.length + truncatedAlerts;
  const rest = more > 0 ? [`… and ${more} more: ${externalUrl}/v1/alerts`] : [];
  return JSON.stringify({ text: [title, ...lines, ...rest].join('\n') });
}

/** Slack's three control characters: what shoppers write must not become links or mentions. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
