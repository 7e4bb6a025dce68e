/** What tells how the deployment gets on: alarms with runbooks, dashboards, one trace in a hundred, a budget. */
import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnQueryDefinition } from 'aws-cdk-lib/aws-logs';
import { CfnSamplingRule } from 'aws-cdk-lib/aws-xray';
import type { Construct } from 'constructs';
import { AlarmBook } from './alarm-book.ts';
import { dashboards } from './dashboards.ts';
import { behindAlarm, errorAlarm, failureAlarm, poisonAlarm, throttleAlarm } from './function-alarms.ts';
import { latencyAlarms } from './latency.ts';
import { MillraceStack, type StackInput } from './millrace-stack.ts';
import { CONSUMER_NAMES } from './process-stack.ts';
import { doorAlarms, flinkAlarms, shardAlarm, storeAlarms, streamAlarms } from './service-alarms.ts';
import { servingAlarms } from './serving-alarms.ts';
import type { WatchedStacks } from './watched-stacks.ts';

/** The runbook's section for the budget, which is no alarm of CloudWatch. */
const BUDGET_RUNBOOK = 'budget';

export class WatchStack extends MillraceStack {
  /** Sections that the runbook must have. */
  readonly runbooks: readonly string[];

  constructor(scope: Construct, input: StackInput & { readonly stacks: WatchedStacks }) {
    super(scope, { name: 'watch', description: 'Millrace: alarms, dashboards, traces, budget' }, input);
    const { stacks } = input;
    const book = new AlarmBook(this, stacks.base.alarms);
    this.watchFunctions(book, stacks);
    streamAlarms(book, stacks);
    shardAlarm(book, stacks);
    flinkAlarms(book, stacks);
    storeAlarms(book, stacks);
    doorAlarms(book, stacks);
    servingAlarms(book, stacks);
    latencyAlarms(book, stacks);
    dashboards(this, stacks);
    this.sampling();
    this.savedSearches(stacks);
    this.budget(stacks);
    this.runbooks = [...book.names, BUDGET_RUNBOOK];
  }

  private watchFunctions(book: AlarmBook, { process, collect, serve }: WatchedStacks): void {
    for (const name of CONSUMER_NAMES) behindAlarm(book, name, process.functions[name]);
    const { cdc } = collect.functions;
    if (cdc) behindAlarm(book, 'cdc', cdc);
    const all = ownFunctions({ process, collect });
    // Of the API `api-failing` tells.
    for (const [name, fn] of Object.entries(all)) errorAlarm(book, name, fn);
    for (const [name, queue] of Object.entries({ ...process.failures, ...collect.failures }))
      failureAlarm(book, name, queue);
    throttleAlarm(book, [...Object.values(all), serve.api]);
    poisonAlarm(book, this);
  }

  /** One request a second whatever comes, so that a quiet shop has traces too, and then a share. */
  private sampling(): void {
    new CfnSamplingRule(this, 'Sampling', {
      samplingRule: {
        ruleName: this.profile.name,
        priority: 1_000,
        fixedRate: this.profile.watch.tracedShare,
        reservoirSize: 1,
        serviceName: `${this.profile.name}-*`,
        serviceType: '*',
        host: '*',
        httpMethod: '*',
        urlPath: '*',
        resourceArn: '*',
        version: 1,
      },
    });
  }

  /** Found under Logs Insights: what was said about one event, order or user, and what fails most. */
  private savedSearches(stacks: WatchedStacks): void {
    const all = [...Object.values(ownFunctions(stacks)), stacks.serve.api];
    const logGroupNames = all.map((fn) => fn.logGroup.logGroupName);
    const searches = {
      'one-event': 'fields @timestamp, service, message\n| filter @message like "PUT THE ID HERE"\n| sort @timestamp',
      failures:
        'filter level in ["ERROR", "WARN"]\n| stats count(*) as times by service, message\n| sort times desc\n| limit 50',
    };
    for (const [name, queryString] of Object.entries(searches)) {
      new CfnQueryDefinition(this, `Search-${name}`, {
        name: `${this.profile.name}/${name}`,
        queryString,
        logGroupNames,
      });
    }
  }

  private budget({ base }: WatchedStacks): void {
    const { monthlyDollars } = this.profile.watch;
    const told = [
      { notificationType: 'ACTUAL', threshold: 80 },
      { notificationType: 'ACTUAL', threshold: 100 },
      { notificationType: 'FORECASTED', threshold: 100 },
    ];
    new CfnBudget(this, 'Budget', {
      budget: {
        budgetName: this.profile.name,
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        budgetLimit: { amount: monthlyDollars, unit: 'USD' },
        costFilters: { TagKeyValue: [`user:application$${this.profile.tags.application ?? this.profile.name}`] },
      },
      notificationsWithSubscribers: told.map((notification) => ({
        notification: { ...notification, comparisonOperator: 'GREATER_THAN', thresholdType: 'PERCENTAGE' },
        subscribers: [{ subscriptionType: 'SNS', address: base.alarms.topicArn }],
      })),
    });
  }
}

/** All but the API, by name. */
function ownFunctions({
  process,
  collect,
}: Pick<WatchedStacks, 'process' | 'collect'>): Record<string, LambdaFunction> {
  return {
    ...process.functions,
    ...collect.functions,
    ...process.scalers,
  };
}
