/** A plan as lines for a terminal of 80 columns. */
import { amountOf, type BillLine, PARTS, totalOf } from './bill-line.ts';
import type { Plan } from './plan.ts';
import type { Prices } from './prices.ts';
import type { ScaledUnits } from './sizes.ts';
import { eventsADay, eventsPerSecond } from './traffic.ts';

const WIDTH = 80;

export function describePlan(plan: Plan, prices: Prices): readonly string[] {
  return [
    ...trafficLines(plan),
    '',
    ...sizeLines(plan),
    '',
    ...billLines(plan, prices),
    '',
    ...savingLines(plan),
    '',
    ...breakEvenLines(plan),
    '',
    ...extraLines(plan, prices),
    ...warningLines(plan),
    '',
    `Prices of ${prices.asOf}, ${prices.region}; * unconfirmed. Months have 30 days.`,
  ];
}

function trafficLines({ traffic }: Plan): readonly string[] {
  return [
    'Traffic',
    row('events a day', count(eventsADay(traffic))),
    row('events a second, on average', count(eventsPerSecond(traffic))),
    row('events a second, at the peak', count(traffic.peakPerSecond)),
    row('bytes an event, events a request', `${traffic.eventBytes}, ${traffic.eventsPerRequest}`),
  ];
}

function sizeLines({ sizes }: Plan): readonly string[] {
  return [
    'Sizes',
    row('collector tasks of 1 vCPU, 2 GB', units(sizes.collectTasks)),
    row('shards: events', units(sizes.eventShards)),
    row('shards: enriched', units(sizes.enrichedShards)),
    row('shards: insights', count(sizes.insightShards)),
    row('Lambda invocations at once', count(sizes.lambdaConcurrency)),
    row('Lambda batch', `${count(sizes.lambdaRecordsPerBatch)} records or 1 s`),
    row('Flink KPUs', count(sizes.kpus)),
    row('cache', `${sizes.cacheGigabytes.toFixed(1)} GB`),
    row('tables', `${sizes.tableGigabytes.toFixed(1)} GB, ${count(sizes.tableWritesPerSecond)} writes/s at the peak`),
    row('lake', `${count(sizes.lakeGigabytes)} GB of Parquet`),
  ];
}

function billLines({ lines, total, dollarsPerEvent, dollarsPerLakeGigabyte }: Plan, prices: Prices): readonly string[] {
  const parts = PARTS.flatMap((part) => {
    const own = lines.filter((line) => line.part === part);
    const sum = own.reduce((all, line) => all + amountOf(line, prices), 0);
    return [row(part, dollars(sum)), ...own.flatMap((line) => billLine(line, prices))];
  });
  return [
    'Bill, a month',
    ...parts,
    row('total', dollars(total)),
    row('an event', `$${dollarsPerEvent.toExponential(2)}`),
    row('keeping a gigabyte of the lake', `$${dollarsPerLakeGigabyte.toFixed(4)}`),
  ];
}

function billLine(line: BillLine, prices: Prices): readonly string[] {
  const { usd, per, unconfirmed } = prices.of(line.price);
  return [
    row(`  ${line.name}${unconfirmed === true ? '*' : ''}`, dollars(amountOf(line, prices))),
    `    ${quantity(line.quantity)} × $${usd} a ${per}`,
    `    ${line.basis}`,
  ];
}

function savingLines({ savings, total, naiveTotal }: Plan): readonly string[] {
  return [
    'What each choice saves, a month',
    ...savings.map(({ choice, naive, lean }) => row(`  ${choice}`, dollars(naive - lean))),
    row('without any of them', dollars(naiveTotal)),
    row('with all of them', dollars(total)),
  ];
}

function breakEvenLines({ breakEvens }: Plan): readonly string[] {
  return [
    'Which way is cheaper',
    ...breakEvens.flatMap(({ name, at, unit, verdict }) => [
      row(`  ${name}`, verdict),
      ...(at === null ? [] : [`    ${count(at)} ${unit}`]),
    ]),
  ];
}

function extraLines({ extras }: Plan, prices: Prices): readonly string[] {
  return [
    'What can be had beside the bill, a month',
    ...extras.flatMap(({ name, by, lines }) => [
      row(name, `and ${dollars(totalOf(lines, prices))}`),
      `  by ${by}`,
      ...lines.flatMap((line) => billLine(line, prices)),
    ]),
  ];
}

function warningLines({ warnings }: Plan): readonly string[] {
  if (warnings.length === 0) return [];
  return [
    '',
    'Limits that this comes near',
    ...warnings.flatMap(({ limit, asked, allowed, advice }) => [
      row(`  ${limit}`, `${count(asked)} of ${count(allowed)}`),
      `    ${advice}`,
    ]),
  ];
}

function row(name: string, value: string): string {
  return `${name} ${value.padStart(WIDTH - name.length - 1)}`;
}

function units({ least, atPeak }: ScaledUnits): string {
  return least === atPeak ? count(atPeak) : `${count(least)} to ${count(atPeak)}`;
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

function quantity(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: value < 100 ? 2 : 0 });
}

function dollars(amount: number): string {
  return `$${amount.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
}
