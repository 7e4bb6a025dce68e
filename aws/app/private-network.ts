/**
 * The network: subnets without a way out. What functions and containers call is reached by endpoints, so there is no NAT
 * gateway to pay by the gigabyte, and nothing inside can send to the internet.
 */
import {
  FlowLogDestination,
  type FlowLogOptions,
  FlowLogTrafficType,
  GatewayVpcEndpointAwsService,
  InterfaceVpcEndpointAwsService,
  IpAddresses,
  Peer,
  Port,
  SecurityGroup,
  type SubnetConfiguration,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { MillraceStack } from './millrace-stack.ts';

/** Of everything inside. */
export const ADDRESSES = '10.20.0.0/16';
const FOR_FUNCTIONS = ['KINESIS_STREAMS', 'KINESIS_FIREHOSE', 'SNS'] as const;
/** Containers pull their image, write their logs and read their keys themselves. */
const FOR_CONTAINERS = ['ECR', 'ECR_DOCKER', 'CLOUDWATCH_LOGS', 'SECRETS_MANAGER'] as const;

export function privateNetwork(stack: MillraceStack, flowLogs: LogGroup): Vpc {
  const { collect, serve } = stack.profile;
  const containers = collect.by === 'fargate' || serve.recommendations.tasks > 0;
  const vpc = new Vpc(stack, 'Vpc', {
    ipAddresses: IpAddresses.cidr(ADDRESSES),
    availabilityZones: [...stack.profile.zones],
    natGateways: 0,
    restrictDefaultSecurityGroup: false,
    subnetConfiguration: subnets(containers),
    flowLogs: { rejected: rejectedTraffic(flowLogs) },
  });
  vpc.addGatewayEndpoint('S3', { service: GatewayVpcEndpointAwsService.S3 });
  vpc.addGatewayEndpoint('DynamoDb', { service: GatewayVpcEndpointAwsService.DYNAMODB });
  const callers = new SecurityGroup(stack, 'Endpoints', {
    vpc,
    description: 'Endpoints of AWS',
    allowAllOutbound: false,
  });
  callers.addIngressRule(Peer.ipv4(ADDRESSES), Port.tcp(443), 'from inside the network');
  for (const name of [...FOR_FUNCTIONS, ...(containers || needsDatabase(stack) ? FOR_CONTAINERS : [])]) {
    vpc.addInterfaceEndpoint(name, {
      service: InterfaceVpcEndpointAwsService[name],
      subnets: { subnetType: SubnetType.PRIVATE_ISOLATED },
      securityGroups: [callers],
      open: false,
    });
  }
  return vpc;
}

/** The replication of a database reads its secret from inside the network. */
function needsDatabase({ profile }: MillraceStack): boolean {
  return profile.collect.databaseChanges.enabled;
}

function subnets(containers: boolean): SubnetConfiguration[] {
  const isolated = { name: 'inside', subnetType: SubnetType.PRIVATE_ISOLATED, cidrMask: 20 };
  // Of the load balancers alone.
  const open = { name: 'outside', subnetType: SubnetType.PUBLIC, cidrMask: 24, mapPublicIpOnLaunch: false };
  return containers ? [isolated, open] : [isolated];
}

/** What was refused, which is what one looks for; accepted traffic at this volume would cost more than it tells. */
function rejectedTraffic(group: LogGroup): FlowLogOptions {
  return { destination: FlowLogDestination.toCloudWatchLogs(group), trafficType: FlowLogTrafficType.REJECT };
}
