/** What the containers that serve recommendations cost; nothing where there are none. */
import type { BillLine } from './bill-line.ts';
import { DESIGN } from './design-figures.ts';
import type { Sizes } from './sizes.ts';
import { gigabytesAMonth, HOURS, type Traffic } from './traffic.ts';

const SECONDS_AN_HOUR = 3_600;

export function servingLines(traffic: Traffic, { servingTasks }: Sizes): readonly BillLine[] {
  if (servingTasks === 0) return [];
  const { vcpuPerTask, gigabytesPerTask, checkpointSeconds, checkpointGigabytes, checkpointsKept } = DESIGN.serve;
  const part = 'serve';
  const basis = `${servingTasks} tasks`;
  const hours = servingTasks * HOURS;
  const puts = (hours * SECONDS_AN_HOUR) / checkpointSeconds;
  return [
    { part, name: 'serving processors', quantity: hours * vcpuPerTask, price: 'fargate.armVcpuHour', basis },
    { part, name: 'serving memory', quantity: hours * gigabytesPerTask, price: 'fargate.armGigabyteHour', basis },
    { part, name: 'serving, load balancer', quantity: HOURS, price: 'alb.hour', basis: `${HOURS} hours` },
    { part, name: 'serving, balancer capacity', quantity: HOURS, price: 'alb.lcuHour', basis: 'one LCU' },
    {
      part,
      name: 'checkpoints written',
      quantity: puts / 1_000,
      price: 's3.putThousands',
      basis: `one a task every ${checkpointSeconds} s`,
    },
    {
      part,
      name: 'checkpoints kept',
      quantity: checkpointsKept * checkpointGigabytes,
      price: 's3.standardGigabyteMonth',
      basis: `${checkpointsKept} of ${checkpointGigabytes * 1_000} MB`,
    },
    {
      part: 'network',
      name: 'read through endpoints',
      quantity: servingTasks * gigabytesAMonth(traffic) * DESIGN.stream.enrichedGrowth,
      price: 'endpoint.gigabyte',
      basis: 'what is enriched, once a task',
    },
  ];
}
