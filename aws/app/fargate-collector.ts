/** The collector in containers behind a load balancer: at this volume a fiftieth of what an API call an event would cost. */
import { Secret as ContainerSecret, type FargateService } from 'aws-cdk-lib/aws-ecs';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Duration } from 'aws-cdk-lib/core';
import { type BalancedService, balancedService } from './balanced-service.ts';
import type { BaseStack } from './base-stack.ts';
import { grantObjects, grantPut } from './grants.ts';
import type { MillraceStack } from './millrace-stack.ts';
import type { ServeStack } from './serve-stack.ts';
import { grantItem, tableEnvironment } from './state-tables.ts';
import type { StreamStack } from './stream-stack.ts';
import type { WarehouseStack } from './warehouse-stack.ts';

export interface CollectorInput {
  readonly base: BaseStack;
  readonly streams: StreamStack;
  readonly serve: ServeStack;
  readonly writeKeys: Secret;
  readonly warehouse: WarehouseStack;
}

export function fargateCollector(stack: MillraceStack, input: CollectorInput): BalancedService {
  const { base, streams, serve, writeKeys, warehouse } = input;
  const { tasks, decisionSeconds } = stack.profile.collect;
  const { vcpu, memoryGigabytes, least } = tasks;
  const { events } = streams.streams;
  const made = balancedService(stack, {
    name: 'collector',
    base,
    ...{ vcpu, memoryGigabytes, tasks: least },
    environment: {
      STREAM_EVENTS: events.streamName,
      FIREHOSE_QUARANTINE: warehouse.quarantine.deliveryStreamName,
      BUCKET_CONFIG: serve.settings.bucketName,
      ...tableEnvironment(serve.tables, ['decisions']),
      DECISION_SECONDS: String(decisionSeconds),
    },
    secrets: {
      MILLRACE_WRITE_KEYS: ContainerSecret.fromSecretsManager(writeKeys),
      // A decision that was not there in time is asked for under the same address.
      ...(serve.readKeys && { MILLRACE_READ_KEYS: ContainerSecret.fromSecretsManager(serve.readKeys) }),
    },
    waitingPath: '/v1/decisions',
    healthPath: '/healthz',
    graceSeconds: 60,
    stopSeconds: 60,
    openBecause: 'Browsers send events from anywhere; port 80 only redirects.',
    output: { id: 'CollectorHost', description: 'where events are sent, once your domain points to it' },
  });
  grantPut(events, made.definition.taskRole);
  warehouse.quarantine.grantPutRecords(made.definition.taskRole);
  grantItem(serve.tables.decisions, made.definition.taskRole);
  grantObjects(serve.settings, made.definition.taskRole);
  scaled(stack, made.service);
  return made;
}

/** Whoever has less than its share of processors left gets company within a minute or two; the headroom bridges that. */
function scaled(stack: MillraceStack, service: FargateService): void {
  const { least, most, cpuPercent } = stack.profile.collect.tasks;
  const scaling = service.autoScaleTaskCount({ minCapacity: least, maxCapacity: most });
  scaling.scaleOnCpuUtilization('Cpu', {
    targetUtilizationPercent: cpuPercent,
    scaleOutCooldown: Duration.seconds(30),
    scaleInCooldown: Duration.minutes(10),
  });
}
