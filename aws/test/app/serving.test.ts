/** The containers that serve recommendations: their size, what they are told, what they may do, and when they are asked. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DESIGN } from '@millrace/shop/plan/design-figures.ts';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { parseProfile } from '../../app/read-profile.ts';
import { deploymentNamed, deploymentOf, profilePath, type Resource } from './deployment.ts';

interface Container {
  readonly Environment: readonly { readonly Name: string }[];
  readonly Secrets: readonly { readonly Name: string }[];
}

describe('containers that serve recommendations', () => {
  const template = deploymentNamed('baseline').template('serve');
  const inside: Readonly<Record<string, Omit<Resource, 'id'>>> = template.toJSON().Resources;
  const own = Object.entries(inside).map(([id, resource]) => ({ id, ...resource }));

  it('are as many and as large as the plan pays for, on ARM, and asked only when they have caught up', () => {
    template.hasResourceProperties('AWS::ECS::Service', { DesiredCount: DESIGN.serve.tasks });
    template.hasResourceProperties('AWS::ECS::TaskDefinition', {
      Cpu: String(DESIGN.serve.vcpuPerTask * 1_024),
      Memory: String(DESIGN.serve.gigabytesPerTask * 1_024),
      RuntimePlatform: { CpuArchitecture: 'ARM64' },
    });
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::TargetGroup', { HealthCheckPath: '/v1/health' });
  });

  it('are told all that they ask for', () => {
    const source = readFileSync(join(import.meta.dirname, '../../src/serve/run-serving.ts'), 'utf8');
    const asked = [...source.matchAll(/requiredVariable\('([A-Z_]+)'\)/g)].map(([, name = '']) => name);
    const [definition] = own.filter(({ Type }) => Type === 'AWS::ECS::TaskDefinition');
    const { ContainerDefinitions } = (definition?.Properties ?? {}) as { ContainerDefinitions?: readonly Container[] };
    const container = ContainerDefinitions?.[0];
    const given = container?.Environment.map(({ Name }) => Name) ?? [];
    expect(asked).toEqual(['STREAM_ENRICHED', 'STREAM_INSIGHTS', 'BUCKET_CHECKPOINTS']);
    expect(given).toEqual(expect.arrayContaining([...asked, 'CHECKPOINT_SECONDS', 'REPLAY_HOURS', 'PORT']));
    expect(container?.Secrets.map(({ Name }) => Name)).toEqual(['MILLRACE_READ_KEYS']);
  });

  it('read the two streams, and keep objects in the one bucket', () => {
    const policies = own.filter(({ id, Type }) => Type === 'AWS::IAM::Policy' && id.startsWith('TaskTaskRole'));
    const allowed = policies.flatMap(({ Properties }) => {
      const { Statement } = Properties.PolicyDocument as {
        Statement: readonly { Action: string | readonly string[] }[];
      };
      return Statement;
    });
    const actions = new Set(allowed.flatMap(({ Action }) => [Action].flat()));
    expect(actions).toEqual(
      new Set([
        ...['kinesis:ListShards', 'kinesis:GetShardIterator', 'kinesis:GetRecords'],
        ...['s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:ListBucket'],
        ...['kms:Decrypt', 'kms:GenerateDataKey'],
      ]),
    );
  });

  it('can be one in a small shop that has no other containers: with the endpoints that it pulls its image by', () => {
    const yaml = readFileSync(profilePath('small'), 'utf8').replace('tasks: 0', 'tasks: 1');
    const one = deploymentOf(parseProfile('one.yaml', yaml));
    one.template('serve').hasResourceProperties('AWS::ECS::Service', { DesiredCount: 1 });
    const services = one
      .resources()
      .filter(({ Type }) => Type === 'AWS::EC2::VPCEndpoint')
      .map(({ Properties }) => JSON.stringify(Properties.ServiceName));
    for (const name of ['kinesis-streams', 'ecr.dkr', 'ecr.api', 'logs', 'secretsmanager']) {
      expect(services.some((service) => service.includes(name))).toBe(true);
    }
    const { violations } = new AwsSolutionsChecks(one.app).validateScope(one.app);
    expect(violations).toEqual([]);
  });

  it('are left out of a small shop, with their load balancer', () => {
    const small = deploymentNamed('small').template('serve');
    for (const type of ['AWS::ECS::Service', 'AWS::ElasticLoadBalancingV2::LoadBalancer']) {
      small.resourceCountIs(type, 0);
    }
  });
});
