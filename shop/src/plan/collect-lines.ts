/** What collecting costs: by a load balancer and containers, or by an HTTP API. */
import type { BillLine, Part } from './bill-line.ts';
import { DESIGN } from './design-figures.ts';
import type { Sizes } from './sizes.ts';
import { DAYS, eventsPerSecond, HOURS, type Traffic } from './traffic.ts';

const MILLION = 1e6;

/** A load balancer and the collector's containers. */
export function collectionLines(traffic: Traffic, { collectTasks }: Sizes): readonly BillLine[] {
  const { vcpuPerTask, gigabytesPerTask } = DESIGN.collect;
  const part = 'collect';
  const tasks = `${collectTasks.least} to ${collectTasks.atPeak} tasks by the hour`;
  return [
    { part, name: 'load balancer', quantity: HOURS, price: 'alb.hour', basis: `${HOURS} hours` },
    { part, name: 'load balancer capacity', ...capacityUnits(traffic), price: 'alb.lcuHour' },
    {
      part,
      name: 'collector processors',
      quantity: collectTasks.hoursAMonth * vcpuPerTask,
      price: 'fargate.armVcpuHour',
      basis: tasks,
    },
    {
      part,
      name: 'collector memory',
      quantity: collectTasks.hoursAMonth * gigabytesPerTask,
      price: 'fargate.armGigabyteHour',
      basis: tasks,
    },
  ];
}

/** An LCU-hour is 25 new connections a second, or one gigabyte, whichever is more. */
function capacityUnits(traffic: Traffic): { readonly quantity: number; readonly basis: string } {
  const { requestOverheadBytes, requestsPerConnection } = DESIGN.collect;
  const requestsPerSecond = eventsPerSecond(traffic) / traffic.eventsPerRequest;
  const connections = requestsPerSecond / requestsPerConnection / 25;
  const requestBytes = traffic.eventsPerRequest * traffic.eventBytes + requestOverheadBytes;
  const gigabytesAnHour = (requestsPerSecond * requestBytes * 3_600) / 1e9;
  const units = Math.max(connections, gigabytesAnHour);
  return { quantity: units * HOURS, basis: `${units.toFixed(2)} LCUs on average, ${HOURS} hours` };
}

/** @param requests of a month. @param name of what is asked. */
export function httpApiLines(requests: number, part: Part = 'collect', name = 'HTTP API'): readonly BillLine[] {
  const first = Math.min(requests, 300 * MILLION) / MILLION;
  const further = Math.max(0, requests / MILLION - 300);
  return [
    { part, name, quantity: first, price: 'apiGateway.firstMillions', basis: 'the first 300 million' },
    { part, name: `${name}, beyond`, quantity: further, price: 'apiGateway.furtherMillions', basis: 'the rest' },
  ];
}

/** Orders that wait for their decision: reads of its table that may be a second old cost half a unit each. */
export function decisionLine({ ordersADay }: Traffic): BillLine {
  const { readsPerDecision } = DESIGN.collect;
  return {
    part: 'collect',
    name: 'decisions waited for',
    quantity: (ordersADay * DAYS * readsPerDecision) / 2 / MILLION,
    price: 'dynamodb.readMillions',
    basis: `${readsPerDecision} reads an order, half a unit each`,
  };
}

/** Orders at a function, which is paid while they wait; a container has time for them. */
export function waitingLines({ ordersADay }: Traffic): readonly BillLine[] {
  const orders = ordersADay * DAYS;
  const { decisionSeconds } = DESIGN.collect;
  const { memoryGigabytes } = DESIGN.lambda;
  const part = 'collect';
  const each = 'one an order';
  return [
    { part, name: 'orders, requests', quantity: orders / MILLION, price: 'apiGateway.firstMillions', basis: each },
    { part, name: 'orders, invocations', quantity: orders / MILLION, price: 'lambda.requestMillions', basis: each },
    {
      part,
      name: 'orders, time',
      quantity: orders * decisionSeconds * memoryGigabytes,
      price: 'lambda.armGigabyteSecond',
      basis: `${memoryGigabytes} GB, ${decisionSeconds} s an order`,
    },
  ];
}
