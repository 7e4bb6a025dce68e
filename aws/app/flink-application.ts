/**
 * The SQL of `pipelines/` on Managed Service for Apache Flink: one application, since each costs a unit that only
 * orchestrates. The jar goes up among the assets before CloudFormation begins, and its key is its content's: another jar
 * is another application version, started from a snapshot of the one before.
 */
import { existsSync, readdirSync } from 'node:fs';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnApplication, CfnApplicationCloudWatchLoggingOption } from 'aws-cdk-lib/aws-kinesisanalyticsv2';
import { LogStream } from 'aws-cdk-lib/aws-logs';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { Aws } from 'aws-cdk-lib/core';
import { AwsCustomResource, AwsCustomResourcePolicy, PhysicalResourceId } from 'aws-cdk-lib/custom-resources';
import { acceptRule, BASIC_EXECUTION } from './accept-rule.ts';
import { type BaseStack, logGroup } from './base-stack.ts';
import { grantPut } from './grants.ts';
import type { MillraceStack } from './millrace-stack.ts';
import type { StreamStack } from './stream-stack.ts';

const PIPELINES = new URL('../../pipelines/', import.meta.url);

interface FlinkInput {
  readonly base: BaseStack;
  readonly streams: StreamStack;
}

export interface FlinkApplication {
  /** By which its metrics are found. */
  readonly name: string;
  readonly resource: CfnApplication;
}

/** @throws MillraceError CONFIG_INVALID when the jar is not built. */
export function flinkApplication(stack: MillraceStack, { base, streams }: FlinkInput): FlinkApplication {
  const jar = new Asset(stack, 'FlinkJar', { path: builtJar(stack) });
  const role = applicationRole(stack, jar, streams);
  const name = stack.named('pipelines');
  const application = new CfnApplication(stack, 'Flink', {
    applicationName: name,
    applicationDescription: 'The SQL of pipelines/ on the enriched stream',
    applicationMode: 'STREAMING',
    runtimeEnvironment: 'FLINK-2_2',
    serviceExecutionRole: role.roleArn,
    runConfiguration: {
      applicationRestoreConfiguration: { applicationRestoreType: 'RESTORE_FROM_LATEST_SNAPSHOT' },
      flinkRunConfiguration: { allowNonRestoredState: false },
    },
    applicationConfiguration: configuration(stack, jar, streams),
  });
  // Its permissions must be there when the application is made, and it reads them at once.
  application.node.addDependency(role);
  const logs = logTo(stack, { base, application, role });
  startOnce(stack, { base, application }).node.addDependency(logs);
  return { name, resource: application };
}

export function flinkArn({ resource }: Pick<FlinkApplication, 'resource'>): string {
  return `arn:${Aws.PARTITION}:kinesisanalytics:${Aws.REGION}:${Aws.ACCOUNT_ID}:application/${resource.ref}`;
}

function configuration(
  stack: MillraceStack,
  jar: Asset,
  { streams }: StreamStack,
): CfnApplication.ApplicationConfigurationProperty {
  const { kpus, checkpointSeconds, disorderMilliseconds } = stack.profile.process.flink;
  return {
    applicationCodeConfiguration: {
      codeContentType: 'ZIPFILE',
      codeContent: { s3ContentLocation: { bucketArn: jar.bucket.bucketArn, fileKey: jar.s3ObjectKey } },
    },
    applicationSnapshotConfiguration: { snapshotsEnabled: true },
    applicationSystemRollbackConfiguration: { rollbackEnabled: true },
    environmentProperties: {
      propertyGroups: [
        {
          propertyGroupId: 'millrace',
          propertyMap: {
            place: 'kinesis',
            pipelines: pipelineNames().join(','),
            enriched: streams.enriched.streamArn,
            insights: streams.insights.streamArn,
            disorder: (disorderMilliseconds / 1_000).toFixed(3),
          },
        },
      ],
    },
    flinkApplicationConfiguration: {
      checkpointConfiguration: {
        configurationType: 'CUSTOM',
        checkpointingEnabled: true,
        checkpointInterval: checkpointSeconds * 1_000,
        minPauseBetweenCheckpoints: checkpointSeconds * 500,
      },
      monitoringConfiguration: { configurationType: 'CUSTOM', logLevel: 'WARN', metricsLevel: 'APPLICATION' },
      parallelismConfiguration: {
        configurationType: 'CUSTOM',
        parallelism: kpus,
        parallelismPerKpu: 1,
        // `unitScaler` does it.
        autoScalingEnabled: false,
      },
    },
  };
}

function applicationRole(stack: MillraceStack, jar: Asset, { streams }: StreamStack): Role {
  const role = new Role(stack, 'FlinkRole', { assumedBy: new ServicePrincipal('kinesisanalytics.amazonaws.com') });
  // One version of one object: another jar is another key.
  role.addToPolicy(
    new PolicyStatement({
      actions: ['s3:GetObject', 's3:GetObjectVersion'],
      resources: [jar.bucket.arnForObjects(jar.s3ObjectKey)],
    }),
  );
  streams.enriched.grantRead(role);
  grantPut(streams.insights, role);
  return role;
}

interface LogInput {
  readonly base: BaseStack;
  readonly application: CfnApplication;
  readonly role: Role;
}

function logTo(stack: MillraceStack, { base, application, role }: LogInput): CfnApplicationCloudWatchLoggingOption {
  const group = logGroup(stack, { id: 'FlinkLogs', name: 'pipelines', key: base.logKey });
  const stream = new LogStream(stack, 'FlinkLogStream', { logGroup: group, logStreamName: 'flink' });
  group.grant(role, 'logs:PutLogEvents', 'logs:DescribeLogStreams');
  role.addToPolicy(new PolicyStatement({ actions: ['logs:DescribeLogGroups'], resources: ['*'] }));
  acceptRule(role, 'IAM5[Resource::*]', 'Listing groups of logs cannot be granted by resource.');
  const arn = `arn:${Aws.PARTITION}:logs:${Aws.REGION}:${Aws.ACCOUNT_ID}:log-group:${group.logGroupName}:log-stream:${stream.logStreamName}`;
  return new CfnApplicationCloudWatchLoggingOption(stack, 'FlinkLogging', {
    applicationName: application.ref,
    cloudWatchLoggingOption: { logStreamArn: arn },
  });
}

/** CloudFormation makes the application but does not start it; later versions start by themselves. */
function startOnce(stack: MillraceStack, { base, application }: Omit<LogInput, 'role'>): AwsCustomResource {
  const arn = flinkArn({ resource: application });
  const start = new AwsCustomResource(stack, 'FlinkStart', {
    onCreate: {
      service: 'KinesisAnalyticsV2',
      action: 'startApplication',
      parameters: { ApplicationName: application.ref },
      physicalResourceId: PhysicalResourceId.of(application.ref),
    },
    installLatestAwsSdk: false,
    logGroup: logGroup(stack, { id: 'FlinkStartLogs', name: 'flink-start', key: base.logKey }),
    policy: AwsCustomResourcePolicy.fromStatements([
      new PolicyStatement({ actions: ['kinesisanalytics:StartApplication'], resources: [arn] }),
    ]),
  });
  // The CDK's function that makes such calls stands in the stack itself.
  for (const child of stack.node.children) {
    if (child.node.id.startsWith('AWS679f53fac'))
      acceptRule(child, BASIC_EXECUTION, 'The CDK gives it to its own function.');
  }
  return start;
}

/** All of them, in one statement set. */
function pipelineNames(): readonly string[] {
  return readdirSync(PIPELINES)
    .filter((file) => file.endsWith('.sql'))
    .map((file) => file.replace('.sql', ''))
    .sort();
}

function builtJar(stack: MillraceStack): string {
  const { flinkJar } = stack.built;
  if (existsSync(flinkJar)) return flinkJar;
  throw new MillraceError(`the pipelines' jar has not been built: there is no ${flinkJar}`, {
    code: 'CONFIG_INVALID',
    domain: 'user',
    retry: 'never',
    hint: 'run mvn -q package in flink/ (Java 17 and Maven)',
  });
}
