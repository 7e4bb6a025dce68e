/**
 * The collector in containers behind a load balancer: at this volume a fiftieth of what an API call an event would cost. The
 * image comes from a repository by its tag, both named at deployment, so that synthesis needs no container tools.
 */

import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Peer, Port, SecurityGroup, SubnetType } from 'aws-cdk-lib/aws-ec2';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import {
  AwsLogDriver,
  Cluster,
  ContainerImage,
  ContainerInsights,
  Secret as ContainerSecret,
  CpuArchitecture,
  FargateService,
  FargateTaskDefinition,
  OperatingSystemFamily,
} from 'aws-cdk-lib/aws-ecs';
import {
  ApplicationLoadBalancer,
  ApplicationProtocol,
  type ApplicationTargetGroup,
  ListenerAction,
  SslPolicy,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { CfnOutput, CfnParameter, Duration } from 'aws-cdk-lib/core';
import { acceptRule } from './accept-rule.ts';
import { type BaseStack, logGroup } from './base-stack.ts';
import { grantObjects, grantPut } from './grants.ts';
import type { MillraceStack } from './millrace-stack.ts';
import { ADDRESSES } from './private-network.ts';
import type { ServeStack } from './serve-stack.ts';
import type { StreamStack } from './stream-stack.ts';
import type { WarehouseStack } from './warehouse-stack.ts';

const PORT = 8080;

export interface CollectorInput {
  readonly base: BaseStack;
  readonly streams: StreamStack;
  readonly serve: ServeStack;
  readonly writeKeys: Secret;
  readonly warehouse: WarehouseStack;
}

export interface FargateCollector {
  readonly balancer: ApplicationLoadBalancer;
  readonly targets: ApplicationTargetGroup;
}

export function fargateCollector(stack: MillraceStack, input: CollectorInput): FargateCollector {
  const service = collectorService(stack, input);
  const balancer = loadBalancer(stack, input.base);
  const listener = balancer.addListener('Https', {
    port: 443,
    protocol: ApplicationProtocol.HTTPS,
    sslPolicy: SslPolicy.TLS13_RES,
    certificates: [Certificate.fromCertificateArn(stack, 'Certificate', certificateArn(stack))],
  });
  balancer.addListener('Http', {
    port: 80,
    defaultAction: ListenerAction.redirect({ protocol: 'HTTPS', port: '443', permanent: true }),
  });
  const targets = listener.addTargets('Collectors', {
    port: PORT,
    protocol: ApplicationProtocol.HTTP,
    targets: [service],
    deregistrationDelay: Duration.seconds(30),
    healthCheck: {
      path: '/healthz',
      interval: Duration.seconds(10),
      timeout: Duration.seconds(5),
      healthyThresholdCount: 2,
    },
  });
  scaled(stack, service);
  new CfnOutput(stack, 'CollectorHost', {
    value: balancer.loadBalancerDnsName,
    description: 'where events are sent, once your domain points to it',
  });
  return { balancer, targets };
}

function collectorService(stack: MillraceStack, input: CollectorInput): FargateService {
  const { least } = stack.profile.collect.tasks;
  const definition = taskDefinition(stack, input);
  const cluster = new Cluster(stack, 'Cluster', {
    clusterName: stack.profile.name,
    vpc: input.base.vpc,
    containerInsightsV2: ContainerInsights.ENABLED,
  });
  return new FargateService(stack, 'Collector', {
    serviceName: stack.named('collector'),
    cluster,
    taskDefinition: definition,
    desiredCount: least,
    // Half of them may be missing while a new version comes, and one that does not start is taken back.
    minHealthyPercent: 50,
    maxHealthyPercent: 200,
    circuitBreaker: { rollback: true },
    healthCheckGracePeriod: Duration.seconds(60),
    vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED },
    assignPublicIp: false,
  });
}

function taskDefinition(
  stack: MillraceStack,
  { base, streams, serve, writeKeys, warehouse }: CollectorInput,
): FargateTaskDefinition {
  const { vcpu, memoryGigabytes } = stack.profile.collect.tasks;
  const { events } = streams.streams;
  const definition = new FargateTaskDefinition(stack, 'Task', {
    cpu: vcpu * 1_024,
    memoryLimitMiB: memoryGigabytes * 1_024,
    runtimePlatform: { cpuArchitecture: CpuArchitecture.ARM64, operatingSystemFamily: OperatingSystemFamily.LINUX },
  });
  definition.addContainer('collector', {
    image: collectorImage(stack),
    portMappings: [{ containerPort: PORT }],
    stopTimeout: Duration.seconds(60),
    environment: {
      PORT: String(PORT),
      STREAM_EVENTS: events.streamName,
      FIREHOSE_QUARANTINE: warehouse.quarantine.deliveryStreamName,
      BUCKET_CONFIG: serve.settings.bucketName,
      // Addresses of clients are told by the balancer.
      MILLRACE_TRUSTED_PROXIES: ADDRESSES,
      AWS_REGION: stack.profile.region,
    },
    secrets: { MILLRACE_WRITE_KEYS: ContainerSecret.fromSecretsManager(writeKeys) },
    logging: new AwsLogDriver({
      streamPrefix: 'collector',
      logGroup: logGroup(stack, { id: 'CollectorLogs', name: 'collector', key: base.logKey }),
    }),
  });
  grantPut(events, definition.taskRole);
  warehouse.quarantine.grantPutRecords(definition.taskRole);
  grantObjects(serve.settings, definition.taskRole);
  acceptRule(definition, 'ECS2', 'The environment names a stream and a port; what is secret comes from the secret.');
  acceptRule(definition, 'IAM5[Resource::*]', 'Signing in to the registry of images cannot be granted by resource.');
  return definition;
}

function collectorImage(stack: MillraceStack): ContainerImage {
  const repository = new CfnParameter(stack, 'ImageRepository', {
    type: 'String',
    default: 'millrace-collector',
    description: 'ECR repository of the collector’s image',
  });
  const tag = new CfnParameter(stack, 'ImageTag', {
    type: 'String',
    allowedPattern: '[A-Za-z0-9_.-]{1,128}',
    description: 'Tag of the image: one that is never moved, such as a commit',
  });
  const from = Repository.fromRepositoryName(stack, 'Repository', repository.valueAsString);
  return ContainerImage.fromEcrRepository(from, tag.valueAsString);
}

function certificateArn(stack: MillraceStack): string {
  return new CfnParameter(stack, 'CertificateArn', {
    type: 'String',
    allowedPattern: 'arn:aws[a-z-]*:acm:.+',
    description: 'Certificate of the domain that clients send to',
  }).valueAsString;
}

function loadBalancer(stack: MillraceStack, { vpc, accessLogs }: BaseStack): ApplicationLoadBalancer {
  const group = new SecurityGroup(stack, 'BalancerGroup', {
    vpc,
    description: 'Clients of the shop',
    allowAllOutbound: false,
  });
  for (const port of [80, 443]) group.addIngressRule(Peer.anyIpv4(), Port.tcp(port), 'browsers and apps');
  acceptRule(group, 'EC23', 'Browsers send events from anywhere; port 80 only redirects.');
  const balancer = new ApplicationLoadBalancer(stack, 'Balancer', {
    loadBalancerName: stack.named('collector'),
    vpc,
    internetFacing: true,
    vpcSubnets: { subnetType: SubnetType.PUBLIC },
    securityGroup: group,
    dropInvalidHeaderFields: true,
    deletionProtection: stack.profile.protectData,
    idleTimeout: Duration.seconds(60),
  });
  balancer.logAccessLogs(accessLogs, 'balancer');
  return balancer;
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
