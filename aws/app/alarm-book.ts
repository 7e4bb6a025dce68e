/**
 * The alarms of a deployment: each is named, says what is wrong in a sentence, and links to its section of the runbook,
 * `docs/runbooks.md`. They speak to the topic of alarms, also when they are over.
 */

import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Duration } from 'aws-cdk-lib/core';
import type { MillraceStack } from './millrace-stack.ts';

export interface AlarmInput {
  /** Its section in the runbook: `enrich-behind`. */
  readonly name: string;
  readonly says: string;
  readonly metric: IMetric;
  /** Beyond which it is raised. */
  readonly above: number;
  /** Periods of the metric in a row; one, where it is not said. */
  readonly periods?: number;
  /** For what should be there all the time. */
  readonly missingIsBad?: boolean;
}

export const MINUTE = Duration.minutes(1);
export const FIVE_MINUTES = Duration.minutes(5);

export class AlarmBook {
  readonly names: string[] = [];
  readonly #stack: MillraceStack;
  readonly #topic: Topic;

  constructor(stack: MillraceStack, topic: Topic) {
    this.#stack = stack;
    this.#topic = topic;
  }

  add({ name, says, metric, above, periods = 1, missingIsBad = false }: AlarmInput): Alarm {
    const alarm = new Alarm(this.#stack, `Alarm-${name}`, {
      alarmName: this.#stack.named(name),
      alarmDescription: `${says} ${this.#stack.profile.watch.runbooks}#${name}`,
      metric,
      threshold: above,
      evaluationPeriods: periods,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: missingIsBad ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    const action = new SnsAction(this.#topic);
    alarm.addAlarmAction(action);
    alarm.addOkAction(action);
    this.names.push(name);
    return alarm;
  }
}
