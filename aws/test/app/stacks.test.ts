/** What matters of the templates: order and safety of data, who may do what, and what is paid for. */

import { readFileSync } from 'node:fs';
import { DESIGN } from '@millrace/shop/plan/design-figures.ts';
import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { parseProfile } from '../../app/read-profile.ts';
import { TABLE_NAMES } from '../../src/state/table-definitions.ts';
import { deploymentNamed, deploymentOf, PROFILE_NAMES, profilePath, type Resource, standIns } from './deployment.ts';

const deployments = Object.fromEntries(PROFILE_NAMES.map((name) => [name, deploymentNamed(name)]));
const baseline = deploymentNamed('baseline');
const resources = baseline.resources();

function ofType(type: string, among: readonly Resource[] = resources): readonly Resource[] {
  return among.filter(({ Type }) => Type === type);
}

interface Statement {
  readonly Action: string | readonly string[];
  readonly Effect: string;
  readonly Resource: unknown;
}

function statements(among: readonly Resource[]): readonly (Statement & { readonly policy: string })[] {
  return ofType('AWS::IAM::Policy', among).flatMap(({ id, Properties }) => {
    const { Statement } = Properties.PolicyDocument as { readonly Statement: readonly Statement[] };
    return Statement.map((statement) => ({ ...statement, policy: id }));
  });
}

describe('streams', () => {
  it('are made of as many shards as the quiet hour needs, kept for seven days, under a key of our own', () => {
    baseline.template('streams').resourcePropertiesCountIs(
      'AWS::Kinesis::Stream',
      {
        RetentionPeriodHours: 168,
        ShardCount: 2,
        StreamEncryption: { EncryptionType: 'KMS', KeyId: Match.objectLike({}) },
        StreamModeDetails: { StreamMode: 'PROVISIONED' },
      },
      2,
    );
  });

  it.each(PROFILE_NAMES)('of %s never spread records as they like', (name) => {
    const text = JSON.stringify(deployments[name]?.resources());
    expect(text).not.toContain('RecordDistributionStrategy');
  });
});

describe('functions', () => {
  it('take batches as the profile says, cut failing ones in half and hand on what fails for good', () => {
    for (const fn of ['enrich', 'features', 'insights']) {
      baseline.template('process').hasResourceProperties('AWS::Lambda::EventSourceMapping', {
        FunctionName: { Ref: Match.stringLikeRegexp(`${fn.slice(0, 1).toUpperCase()}${fn.slice(1)}`) },
        BatchSize: 500,
        MaximumBatchingWindowInSeconds: fn === 'insights' ? 0 : 1,
        ParallelizationFactor: 1,
        BisectBatchOnFunctionError: true,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        MaximumRetryAttempts: -1,
        MaximumRecordAgeInSeconds: 604_800,
        StartingPosition: 'TRIM_HORIZON',
        DestinationConfig: { OnFailure: { Destination: Match.objectLike({}) } },
      });
    }
  });

  it.each(PROFILE_NAMES)('of %s run on ARM under Node 24, with logs that end', (name) => {
    const all = deployments[name]?.resources() ?? [];
    const own = ofType('AWS::Lambda::Function', all).filter(({ Properties }) => 'FunctionName' in Properties);
    expect(own.length).toBeGreaterThan(4);
    for (const { Properties } of own) {
      expect(Properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'], Handler: 'index.handler' });
    }
    const groups = ofType('AWS::Logs::LogGroup', all);
    expect(groups.length).toBeGreaterThan(own.length);
    for (const { Properties } of groups) expect(Properties.RetentionInDays).toBe(30);
  });

  it('look addresses up in a layer of the enriching function', () => {
    const template = baseline.template('process');
    template.resourceCountIs('AWS::Lambda::LayerVersion', 1);
    template.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'millrace-enrich',
      Layers: [{ Ref: Match.stringLikeRegexp('^Places') }],
      Environment: { Variables: Match.objectLike({ PLACES_FOLDER: '/opt' }) },
    });
  });

  it('get a reading share of their own where the profile says so, and may use it', () => {
    const yaml = readFileSync(profilePath('baseline'), 'utf8').replace('fanOut: false', 'fanOut: true');
    const fanned = deploymentOf(parseProfile('fan-out.yaml', yaml));
    const template = fanned.template('process');
    template.resourceCountIs('AWS::Kinesis::StreamConsumer', 1);
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      EventSourceArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('Share'), 'ConsumerARN'] },
    });
    const allowed = statements(fanned.resources()).filter(({ Action }) => Action === 'kinesis:SubscribeToShard');
    expect(allowed.map(({ policy }) => policy)).toEqual([expect.stringContaining('Enrich')]);
  });
});

describe.each(PROFILE_NAMES)('permissions of %s', (name) => {
  const all = statements(deployments[name]?.resources() ?? []);

  it('name the stream, table, bucket, topic or key that they are for', () => {
    const data = /^(kinesis|dynamodb|s3|sns|sqs|kms|firehose|secretsmanager|lambda|iam|\*):?/;
    const open = all.filter(({ Action, Resource, Effect }) => {
      return Effect === 'Allow' && Resource === '*' && [Action].flat().some((action) => data.test(action));
    });
    expect(open).toEqual([]);
  });

  it('are never all of a service', () => {
    expect(all.filter(({ Action }) => [Action].flat().some((action) => /^\*|:\*$/.test(action)))).toEqual([]);
  });

  it('let no function scan a table or delete a stream', () => {
    const actions = all.flatMap(({ Action }) => [Action].flat());
    expect(actions.filter((action) => /Scan|DeleteTable|DeleteStream|PutBucketPolicy/.test(action))).toEqual([]);
  });

  it('let the API read only', () => {
    const api = all.filter(({ policy }) => policy.startsWith('ApiRole')).flatMap(({ Action }) => [Action].flat());
    const tables = new Set(api.filter((action) => action.startsWith('dynamodb:')));
    expect(tables).toEqual(new Set(['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query']));
  });
});

describe('data', () => {
  it('lies in the tables that handlers know, restorable, protected, with an end', () => {
    for (const table of TABLE_NAMES) {
      baseline.template('serve').hasResource('AWS::DynamoDB::Table', {
        DeletionPolicy: 'Retain',
        Properties: {
          TableName: `millrace-${table}`,
          BillingMode: 'PAY_PER_REQUEST',
          DeletionProtectionEnabled: true,
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 35 },
          TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
          SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
        },
      });
    }
  });

  it('outlives its stack: streams, tables, keys, the lake', () => {
    const kept = ['AWS::Kinesis::Stream', 'AWS::DynamoDB::Table', 'AWS::KMS::Key'].flatMap((type) => ofType(type));
    const lake = resources.filter(({ id }) => id.startsWith('LakeBucket') && !id.includes('Policy'));
    for (const { id, DeletionPolicy } of [...kept, ...lake]) expect([id, DeletionPolicy]).toEqual([id, 'Retain']);
  });

  it('goes with its stack in a trial without protection', () => {
    const yaml = readFileSync(profilePath('small'), 'utf8').replace('protectData: true', 'protectData: false');
    const trial = deploymentOf(parseProfile('trial.yaml', yaml));
    // A stream of logs goes with its group.
    const kept = trial
      .resources()
      .filter(({ DeletionPolicy, Type }) => DeletionPolicy === 'Retain' && Type !== 'AWS::Logs::LogStream');
    expect(kept.map(({ id }) => id)).toEqual([]);
    expect(Object.values(trial.stacks).some((stack) => stack.terminationProtection)).toBe(false);
  });

  it('can be read by nobody without TLS, and nothing is public', () => {
    const buckets = ofType('AWS::S3::Bucket');
    expect(buckets.length).toBeGreaterThan(3);
    for (const { Properties } of buckets) {
      expect(Properties.PublicAccessBlockConfiguration).toMatchObject({
        BlockPublicAcls: true,
        RestrictPublicBuckets: true,
      });
    }
    expect(ofType('AWS::S3::BucketPolicy').length).toBe(buckets.length);
  });

  it('grows old in cheaper classes', () => {
    baseline.template('warehouse').hasResourceProperties('AWS::S3::Bucket', {
      LifecycleConfiguration: {
        Rules: Match.arrayWith([
          Match.objectLike({
            ExpirationInDays: 396,
            Prefix: 'lake_',
            Transitions: [
              { StorageClass: 'STANDARD_IA', TransitionInDays: 30 },
              { StorageClass: 'GLACIER_IR', TransitionInDays: 120 },
            ],
          }),
        ]),
      },
    });
  });
});

describe('the network', () => {
  it.each(PROFILE_NAMES)('of %s has no NAT gateway', (name) => {
    expect(ofType('AWS::EC2::NatGateway', deployments[name]?.resources())).toEqual([]);
  });

  it('has as many endpoints as the plan pays for, and a gateway each for S3 and DynamoDB', () => {
    const { functionEndpoints, containerEndpoints } = DESIGN.network;
    const endpointsOf = (name: string) => {
      const all = ofType('AWS::EC2::VPCEndpoint', deployments[name]?.resources());
      const kinds = all.map(({ Properties }) => Properties.VpcEndpointType);
      return ['Interface', 'Gateway'].map((kind) => kinds.filter((each) => each === kind).length);
    };
    expect(endpointsOf('baseline')).toEqual([functionEndpoints + containerEndpoints, 2]);
    expect(endpointsOf('small')).toEqual([functionEndpoints, 2]);
  });

  it('lets in only the two ports of each load balancer from outside', () => {
    const open = ofType('AWS::EC2::SecurityGroup').flatMap(({ Properties }) => {
      const rules = (Properties.SecurityGroupIngress ?? []) as readonly { CidrIp?: string; FromPort?: number }[];
      return rules.filter(({ CidrIp }) => CidrIp === '0.0.0.0/0').map(({ FromPort }) => FromPort);
    });
    expect(open).toEqual([80, 443, 80, 443]);
  });
});

describe('Flink', () => {
  it('runs one application of the plan’s size, from snapshots, with checkpoints', () => {
    const template = baseline.template('process');
    template.resourceCountIs('AWS::KinesisAnalyticsV2::Application', 1);
    template.hasResourceProperties('AWS::KinesisAnalyticsV2::Application', {
      RuntimeEnvironment: 'FLINK-2_2',
      RunConfiguration: { ApplicationRestoreConfiguration: { ApplicationRestoreType: 'RESTORE_FROM_LATEST_SNAPSHOT' } },
      ApplicationConfiguration: {
        ApplicationSnapshotConfiguration: { SnapshotsEnabled: true },
        FlinkApplicationConfiguration: {
          CheckpointConfiguration: { CheckpointingEnabled: true, CheckpointInterval: 60_000 },
          ParallelismConfiguration: { AutoScalingEnabled: false, Parallelism: 6, ParallelismPerKPU: 1 },
        },
        EnvironmentProperties: { PropertyGroups: [Match.objectLike({ PropertyGroupId: 'millrace' })] },
      },
    });
  });

  it('is given units by a function that may change this application, within the profile’s bounds', () => {
    baseline.template('process').hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'millrace-scale-units',
      Environment: {
        Variables: Match.objectLike({
          APPLICATION: 'millrace-pipelines',
          UNITS: JSON.stringify({ least: 6, most: 12, lagSeconds: 60 }),
        }),
      },
    });
    const changing = statements(resources).filter(({ Action }) =>
      [Action].flat().includes('kinesisanalytics:UpdateApplication'),
    );
    expect(changing.map(({ policy }) => policy)).toEqual([expect.stringContaining('ScaleUnits')]);
    expect(JSON.stringify(changing[0]?.Resource)).toMatch(/application\/",\{"Ref":"Flink"\}/);
  });
});

describe('the cache', () => {
  it('is told to functions as a cluster over TLS, with a password that stands in no template', () => {
    for (const name of ['enrich', 'features', 'insights']) {
      const fn = ofType('AWS::Lambda::Function').find(
        ({ Properties }) => Properties.FunctionName === `millrace-${name}`,
      );
      const text = JSON.stringify(fn?.Properties.Environment);
      expect(text).toMatch(
        /"VALKEY_URL":\{"Fn::Join":\["",\[.*rediss:\/\/millrace:.*resolve:secretsmanager:.*\?cluster=true/,
      );
    }
    baseline.template('serve').hasResourceProperties('AWS::ElastiCache::ServerlessCache', {
      Engine: 'valkey',
      UserGroupId: Match.anyValue(),
      KmsKeyId: Match.anyValue(),
    });
  });
});

describe('what has not been built', () => {
  it('is refused with what to run', () => {
    const { profile } = baseline;
    const built = standIns();
    expect(() => deploymentOf(profile, { ...built, flinkJar: 'no/such.jar' })).toThrow(/jar has not been built/);
    expect(() => deploymentOf(profile, { ...built, lambdas: 'no/such' })).toThrow(/function api has not been built/);
  });
});

describe('keys of the customer', () => {
  it('are as many as the plan pays for', () => {
    // Streams, tables, lake, logs, alerts.
    expect(ofType('AWS::KMS::Key').length).toBe(5);
    for (const { Properties } of ofType('AWS::KMS::Key')) expect(Properties.EnableKeyRotation).toBe(true);
  });
});
