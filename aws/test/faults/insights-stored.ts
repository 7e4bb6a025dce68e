/** What the function on `insights` has left so far: items of its tables, notifications, lines of the lake, poison. */
import { type AttributeValue, paginateScan } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import { SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, GetQueueAttributesCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { type EmulatedAws, LAKE } from '../emulated/emulated-aws.ts';
import type { LakeLine, Word } from './insights-words.ts';

type Item = Record<string, AttributeValue>;

export class InsightsStored {
  readonly #aws: EmulatedAws;
  readonly #queue: string;

  private constructor(aws: EmulatedAws, queue: string) {
    this.#aws = aws;
    this.#queue = queue;
  }

  /** With a queue behind the topic of alerts. */
  static async open(aws: EmulatedAws): Promise<InsightsStored> {
    const { sqs, sns } = aws.moto;
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'told' }));
    const asked = { QueueUrl, AttributeNames: ['QueueArn' as const] };
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand(asked));
    const Endpoint = Attributes?.QueueArn ?? '';
    await sns.send(new SubscribeCommand({ TopicArn: aws.alertsTopic, Protocol: 'sqs', Endpoint }));
    return new InsightsStored(aws, QueueUrl);
  }

  /** Each item's word as it stands. */
  async words(): Promise<readonly Word[]> {
    const [results, decisions, profiles, audit] = await Promise.all(
      ['results', 'decisions', 'risk-profiles', 'audit'].map((table) => this.#items(table)),
    );
    return [
      ...(results ?? []).map(({ pk, sk, at, row }) => word(`results ${pk?.S} ${sk?.S}`, at, row)),
      ...(decisions ?? []).flatMap(({ pk, decidedIn, decision, labelledIn, label }) => [
        ...(decision === undefined ? [] : [word(`decision ${pk?.S}`, decidedIn, decision)]),
        ...(label === undefined ? [] : [{ place: `label ${pk?.S}`, at: labelledIn?.S ?? '', value: label.S }]),
      ]),
      ...(profiles ?? []).map(({ pk, at, profile }) => word(`profile ${pk?.S}`, at, profile)),
      ...(audit ?? []).map(({ sk, at, entry }) => word(`audit ${sk?.S}`, at, entry)),
    ];
  }

  /** Ids of notifications, as they came to a receiver. */
  async notified(): Promise<readonly string[]> {
    const ids: string[] = [];
    for (;;) {
      const receive = { QueueUrl: this.#queue, MaxNumberOfMessages: 10 };
      const { Messages = [] } = await this.#aws.moto.sqs.send(new ReceiveMessageCommand(receive));
      if (Messages.length === 0) return ids;
      ids.push(...Messages.map(({ Body = '' }) => JSON.parse(Body).MessageAttributes.notificationId.Value));
    }
  }

  async lake(): Promise<readonly LakeLine[]> {
    const { s3 } = this.#aws.moto;
    const lines: LakeLine[] = [];
    for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket: LAKE, Prefix: 'insights/' }))
      for (const { Key } of Contents) {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket: LAKE, Key }));
        for (const text of ((await Body?.transformToString()) ?? '').trim().split('\n')) {
          const { view, at, row } = JSON.parse(text);
          lines.push({ view, at, row: row === null ? null : JSON.parse(row) });
        }
      }
    return lines;
  }

  /** Sequence numbers of what was kept as poison. */
  async poison(): Promise<readonly string[]> {
    return (await this.#items('poison')).flatMap(({ sequence }) => sequence?.S ?? []);
  }

  async #items(TableName: string): Promise<readonly Item[]> {
    const items: Item[] = [];
    for await (const page of paginateScan({ client: this.#aws.dynamo.client }, { TableName }))
      items.push(...(page.Items ?? []));
    return items;
  }
}

function word(place: string, at: AttributeValue | undefined, value: AttributeValue | undefined): Word {
  return { place, at: at?.S ?? '', value: value?.S === undefined ? null : JSON.parse(value.S) };
}
