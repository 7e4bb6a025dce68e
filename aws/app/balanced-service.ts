/**
 * Containers behind a load balancer of their own, inside the network. The image comes from a repository by its tag, both named
 * at deployment, so that synthesis needs no container tools.
 */
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Peer, Port, SecurityGroup, SubnetType, type Vpc } from 'aws-cdk-lib/aws-ec2';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import {
  AwsLogDriver,
  Cluster,
  ContainerImage,
  ContainerInsights,
  type Secret as ContainerSecret,
  CpuArchitecture,
  FargateService,
  FargateTaskDefinition,
  OperatingSystemFamily,
} from 'aws-cdk-lib/aws-ecs';
import {
  type AddApplicationTargetsProps,
  ApplicationLoadBalancer,
  ApplicationProtocol,
  type ApplicationTargetGroup,
  ListenerAction,
  ListenerCondition,
  SslPolicy,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { CfnOutput, CfnParameter, Duration } from 'aws-cdk-lib/core';
import { acceptRule } from './accept-rule.ts';
import { type BaseStack, logGroup } from './base-stack.ts';
import type { MillraceStack } from './millrace-stack.ts';
import { ADDRESSES } from './private-network.ts';

export interface BalancedInput {
  /** Of the service: `collector`. Its image lies in the repository `millrace-<name>`, unless another is named. */
  readonly name: string;
  readonly base: BaseStack;
  readonly vcpu: number;
  readonly memoryGigabytes: number;
  readonly tasks: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, ContainerSecret>>;
  readonly healthPath: string;
  /** How long a task may take until it is healthy. */
  readonly graceSeconds: number;
  /** What it does when it is told to end takes at most so long. */
  readonly stopSeconds: number;
  /** Requests for this path wait on purpose, so they are measured apart from all others. */
  readonly waitingPath?: string;
  /** Clients of one balancer keep to the task that they came to first. */
  readonly stickyHours?: number;
  /** Why anybody may call. */
  readonly openBecause: string;
  readonly output: { readonly id: string; readonly description: string };
}

export interface BalancedService {
  readonly balancer: ApplicationLoadBalancer;
  readonly targets: ApplicationTargetGroup;
  /** Of requests that wait on purpose; the containers are the same. */
  readonly waiting: ApplicationTargetGroup | undefined;
  readonly service: FargateService;
  readonly definition: FargateTaskDefinition;
}

const PORT = 8080;

export function balancedService(stack: MillraceStack, input: BalancedInput): BalancedService {
  const definition = taskDefinition(stack, input);
  const service = fargateService(stack, input, definition);
  const balancer = loadBalancer(stack, input);
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
  const targets = listener.addTargets('Tasks', targetsOf(service, input));
  const waiting =
    input.waitingPath === undefined
      ? undefined
      : listener.addTargets('Waiting', {
          ...targetsOf(service, input),
          conditions: [ListenerCondition.pathPatterns([input.waitingPath])],
          priority: 1,
        });
  const { id, description } = input.output;
  new CfnOutput(stack, id, { value: balancer.loadBalancerDnsName, description });
  return { balancer, targets, waiting, service, definition };
}

function targetsOf(service: FargateService, { stickyHours, healthPath }: BalancedInput): AddApplicationTargetsProps {
  return {
    port: PORT,
    protocol: ApplicationProtocol.HTTP,
    targets: [service],
    deregistrationDelay: Duration.seconds(30),
    ...(stickyHours === undefined ? {} : { stickinessCookieDuration: Duration.hours(stickyHours) }),
    healthCheck: {
      path: healthPath,
      interval: Duration.seconds(10),
      timeout: Duration.seconds(5),
      healthyThresholdCount: 2,
    },
  };
}

function fargateService(
  stack: MillraceStack,
  { name, base, tasks, graceSeconds }: BalancedInput,
  taskDefinition: FargateTaskDefinition,
): FargateService {
  return new FargateService(stack, 'Service', {
    serviceName: stack.named(name),
    cluster: cluster(stack, name, base.vpc),
    taskDefinition,
    desiredCount: tasks,
    // Half of them may be missing while a new version comes, and one that does not start is taken back.
    minHealthyPercent: 50,
    maxHealthyPercent: 200,
    circuitBreaker: { rollback: true },
    healthCheckGracePeriod: Duration.seconds(graceSeconds),
    vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED },
    assignPublicIp: false,
  });
}

function cluster(stack: MillraceStack, name: string, vpc: Vpc): Cluster {
  return new Cluster(stack, 'Cluster', {
    clusterName: stack.named(name),
    vpc,
    containerInsightsV2: ContainerInsights.ENABLED,
  });
}

function taskDefinition(stack: MillraceStack, input: BalancedInput): FargateTaskDefinition {
  const { name, base, vcpu, memoryGigabytes, environment, secrets, stopSeconds } = input;
  const definition = new FargateTaskDefinition(stack, 'Task', {
    cpu: vcpu * 1_024,
    memoryLimitMiB: memoryGigabytes * 1_024,
    runtimePlatform: { cpuArchitecture: CpuArchitecture.ARM64, operatingSystemFamily: OperatingSystemFamily.LINUX },
  });
  definition.addContainer(name, {
    image: image(stack, name),
    portMappings: [{ containerPort: PORT }],
    stopTimeout: Duration.seconds(stopSeconds),
    environment: {
      PORT: String(PORT),
      // Addresses of clients are told by the balancer.
      MILLRACE_TRUSTED_PROXIES: ADDRESSES,
      AWS_REGION: stack.profile.region,
      ...environment,
    },
    secrets: { ...secrets },
    logging: new AwsLogDriver({
      streamPrefix: name,
      logGroup: logGroup(stack, { id: 'ContainerLogs', name, key: base.logKey }),
    }),
  });
  acceptRule(definition, 'ECS2', 'The environment names streams and a port; what is secret comes from the secret.');
  acceptRule(definition, 'IAM5[Resource::*]', 'Signing in to the registry of images cannot be granted by resource.');
  return definition;
}

function image(stack: MillraceStack, name: string): ContainerImage {
  const repository = new CfnParameter(stack, 'ImageRepository', {
    type: 'String',
    default: `millrace-${name}`,
    description: `ECR repository of the image: ${name}`,
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
    description: 'Certificate of the domain that clients call',
  }).valueAsString;
}

function loadBalancer(stack: MillraceStack, { name, base, openBecause }: BalancedInput): ApplicationLoadBalancer {
  const { vpc, accessLogs } = base;
  const group = new SecurityGroup(stack, 'BalancerGroup', {
    vpc,
    description: `Who calls: ${name}`,
    allowAllOutbound: false,
  });
  for (const port of [80, 443]) group.addIngressRule(Peer.anyIpv4(), Port.tcp(port), 'browsers, apps, servers');
  acceptRule(group, 'EC23', openBecause);
  const balancer = new ApplicationLoadBalancer(stack, 'Balancer', {
    loadBalancerName: stack.named(name),
    vpc,
    internetFacing: true,
    vpcSubnets: { subnetType: SubnetType.PUBLIC },
    securityGroup: group,
    dropInvalidHeaderFields: true,
    deletionProtection: stack.profile.protectData,
    idleTimeout: Duration.seconds(60),
  });
  balancer.logAccessLogs(accessLogs, `balancer-${name}`);
  return balancer;
}
