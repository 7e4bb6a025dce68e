/**
 * Notifications of alerts on an SNS topic, in Alertmanager's shape, one after the other. A notification that comes again
 * has the same `notificationId`, among the attributes, where a filter or a receiver finds it; on a FIFO topic, AWS drops it.
 */
import { createHash } from 'node:crypto';
import { PublishCommand, type PublishCommandInput, type SNSClient } from '@aws-sdk/client-sns';
import type { ViewEntry } from '@millrace/engine/views/view-store.ts';
import { type StoredNotification, storedNotification } from '@millrace/shop/sinks/alerts/stored-notification.ts';
import { webhookBody } from '@millrace/shop/sinks/alerts/webhook-message.ts';
import type { OutsideCalls } from '../../state/outside-calls.ts';

export interface AlertTopicOptions {
  readonly client: SNSClient;
  readonly calls: Pick<OutsideCalls, 'call'>;
  readonly topicArn: string;
  /** Where people look alerts up: links in messages begin with it. */
  readonly externalUrl: string;
}

const RECEIVER = 'sns';
/** What SNS takes as a subject. */
const SUBJECT_LENGTH = 100;

export class AlertTopic {
  readonly #options: AlertTopicOptions;

  constructor(options: AlertTopicOptions) {
    this.#options = options;
  }

  /** @param entry of the view `alert_notifications`. @throws when it may not have arrived. */
  async publish(entry: Pick<ViewEntry, 'key' | 'row'>): Promise<void> {
    const { client, calls, topicArn, externalUrl } = this.#options;
    const notification = storedNotification({ ...entry, final: true });
    const message = {
      TopicArn: topicArn,
      Subject: subjectOf(notification),
      Message: webhookBody(notification, RECEIVER, externalUrl),
      MessageAttributes: attributesOf(notification),
      ...(topicArn.endsWith('.fifo') ? fifoOf(notification) : {}),
    };
    await calls.call(() => client.send(new PublishCommand(message)));
  }
}

/** Printable and on one line, or SNS refuses it. */
function subjectOf({ status, groupLabels, alerts, truncatedAlerts }: StoredNotification): string {
  const name = groupLabels.alertname ?? Object.values(groupLabels).join(' ');
  const firing = alerts.filter((alert) => alert.status === 'firing').length + truncatedAlerts;
  const text = status === 'firing' ? `${name}: ${firing} firing` : `${name}: resolved`;
  return text.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, SUBJECT_LENGTH);
}

function attributesOf(notification: StoredNotification): NonNullable<PublishCommandInput['MessageAttributes']> {
  const { id, status, commonLabels } = notification;
  const texts = { notificationId: id, status, alertname: commonLabels.alertname, severity: commonLabels.severity };
  return Object.fromEntries(
    Object.entries(texts).flatMap(([name, text]) => (text ? [[name, { DataType: 'String', StringValue: text }]] : [])),
  );
}

function fifoOf({ id, groupKey }: StoredNotification) {
  const group = createHash('sha256').update(groupKey).digest('hex');
  return { MessageDeduplicationId: id, MessageGroupId: group };
}
