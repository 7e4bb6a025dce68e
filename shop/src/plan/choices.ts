/** The choices that decide the bill, each with what it costs as it is built and as it would be without a thought. */
import { type BillLine, totalOf } from './bill-line.ts';
import { collectionLines, httpApiLines, waitingLines } from './collect-lines.ts';
import { DESIGN } from './design-figures.ts';
import type { Prices } from './prices.ts';
import { lakeGigabytesAMonth, type Sizes, sessionsAMonth } from './sizes.ts';
import { DAYS, eventsAMonth, gigabytesAMonth, HOURS, hourlyRates, type Traffic } from './traffic.ts';

export interface Choice {
  readonly name: string;
  readonly lean: readonly BillLine[];
  readonly naive: readonly BillLine[];
}

type LinesOf = (traffic: Traffic, sizes: Sizes, prices: Prices) => Choice;

const MILLION = 1e6;

export function choicesOf(traffic: Traffic, sizes: Sizes, prices: Prices): readonly Choice[] {
  return CHOICES.map((choice) => choice(traffic, sizes, prices));
}

/** The cheaper of the two ways; the small shop's is the API, which costs nothing while nobody calls. */
const collection: LinesOf = (traffic, sizes, prices) => {
  const { hasContainers, lines } = cheapestCollection(traffic, sizes, prices);
  const waiting = hasContainers ? [] : waitingLines(traffic);
  const place = hasContainers ? 'Fargate behind a load balancer' : 'an HTTP API';
  return {
    name: `${traffic.eventsPerRequest} events a request, to ${place}`,
    lean: [...lines, ...waiting],
    naive: [...httpApiLines(eventsAMonth(traffic)), ...waiting],
  };
};

function cheapestCollection(traffic: Traffic, sizes: Sizes, prices: Prices) {
  const batches = httpApiLines(eventsAMonth(traffic) / traffic.eventsPerRequest);
  const fargate = collectionLines(traffic, sizes);
  const hasContainers = totalOf(fargate, prices) <= totalOf(batches, prices);
  return { hasContainers, lines: hasContainers ? fargate : batches };
}

const records: LinesOf = (traffic) => {
  const line = (quantity: number, basis: string): BillLine => ({
    part: 'stream',
    name: 'payload units',
    quantity,
    price: 'kinesis.putUnitMillions',
    basis,
  });
  const { enrichedGrowth } = DESIGN.stream;
  const lean = putUnits(traffic, traffic.eventBytes) + putUnits(traffic, traffic.eventBytes * enrichedGrowth);
  return {
    name: 'arrays of events a record',
    lean: [line(lean / MILLION, 'both streams, by bucket and flush')],
    naive: [line((2 * eventsAMonth(traffic)) / MILLION, 'both streams, a record an event')],
  };
};

/** Units of 25 KB in a month: a record for each bucket that has events in a flush. */
function putUnits(traffic: Traffic, eventBytes: number): number {
  const { buckets, flushMs, putUnitBytes } = DESIGN.stream;
  const perSecond = hourlyRates(traffic).map((rate) => {
    const eventsPerFlush = (rate * flushMs) / 1_000;
    const recordsPerFlush = Math.min(buckets, eventsPerFlush);
    const bytes = recordsPerFlush === 0 ? 0 : (eventsPerFlush / recordsPerFlush) * eventBytes;
    return (recordsPerFlush * Math.ceil(bytes / putUnitBytes) * 1_000) / flushMs;
  });
  return perSecond.reduce((sum, units) => sum + units * 3_600, 0) * DAYS;
}

const shards: LinesOf = (_traffic, { eventShards, enrichedShards }) => {
  const lines = (hours: number, basis: string): readonly BillLine[] => [
    { part: 'stream', name: 'shards', quantity: hours, price: 'kinesis.shardHour', basis },
    { part: 'stream', name: 'seven days kept', quantity: hours, price: 'kinesis.retentionShardHour', basis },
  ];
  const atPeak = eventShards.atPeak + enrichedShards.atPeak;
  return {
    name: 'shards that follow the day',
    lean: lines(
      eventShards.hoursAMonth + enrichedShards.hoursAMonth,
      `${eventShards.least + enrichedShards.least} to ${atPeak} of both streams by the hour`,
    ),
    naive: lines(atPeak * HOURS, `${atPeak} of both streams all the time`),
  };
};

const features: LinesOf = (traffic, { cacheGigabytes }) => {
  const sessions = sessionsAMonth(traffic) / MILLION;
  const events = eventsAMonth(traffic) / MILLION;
  const { cacheCommandsPerEvent } = DESIGN.serve;
  const part = 'serve';
  const write = (quantity: number, basis: string): BillLine => ({
    part,
    name: 'feature writes',
    quantity,
    price: 'dynamodb.writeMillions',
    basis,
  });
  const read = (quantity: number, basis: string): BillLine => ({
    part,
    name: 'feature reads',
    quantity,
    price: 'dynamodb.readMillions',
    basis,
  });
  return {
    name: 'features in the cache, written once a session',
    lean: [
      write(sessions, 'one a session'),
      read(sessions, 'one a session, when the cache has it no more'),
      {
        part,
        name: 'cache memory',
        quantity: cacheGigabytes * HOURS,
        price: 'valkey.gigabyteHour',
        basis: `${cacheGigabytes.toFixed(1)} GB, the users of a day`,
      },
      {
        part,
        name: 'cache commands',
        quantity: events * cacheCommandsPerEvent,
        price: 'valkey.ecpuMillions',
        basis: `${cacheCommandsPerEvent} an event`,
      },
    ],
    naive: [write(events, 'one an event'), read(events, 'one an event')],
  };
};

const firehose: LinesOf = (traffic) => {
  const { recordBytes, firehoseStepBytes } = DESIGN.warehouse;
  const enrichedBytes = traffic.eventBytes * DESIGN.stream.enrichedGrowth;
  const gigabytes = (eventsAMonth(traffic) * enrichedBytes) / 1e9;
  const billed = gigabytes * (1 + firehoseStepBytes / 2 / recordBytes);
  const naive = (eventsAMonth(traffic) * Math.ceil(enrichedBytes / firehoseStepBytes) * firehoseStepBytes) / 1e9;
  const lines = (quantity: number, basis: string): readonly BillLine[] => [
    { part: 'warehouse', name: 'Firehose', quantity, price: 'firehose.gigabyte', basis },
    { part: 'warehouse', name: 'Parquet conversion', quantity, price: 'firehose.parquetGigabyte', basis },
  ];
  return {
    name: 'large records to Firehose',
    lean: lines(billed, `records of ${recordBytes / 1_000} KB`),
    naive: lines(naive, `a record an event, each billed as ${firehoseStepBytes / 1_000} KB`),
  };
};

const lake: LinesOf = (traffic, { lakeGigabytes }) => {
  const { standardDays, infrequentDays, fileMegabytes, months } = DESIGN.warehouse;
  const aMonth = lakeGigabytesAMonth(traffic);
  const standard = (aMonth * standardDays) / DAYS;
  const infrequent = (aMonth * infrequentDays) / DAYS;
  const part = 'warehouse';
  const files = (aMonth * 1_000) / fileMegabytes / 1_000;
  const puts: BillLine = {
    part,
    name: 'files written',
    quantity: files,
    price: 's3.putThousands',
    basis: `of ${fileMegabytes} MB`,
  };
  return {
    name: 'older data in cheaper classes',
    lean: [
      {
        part,
        name: 'lake, standard',
        quantity: standard,
        price: 's3.standardGigabyteMonth',
        basis: `${standardDays} days`,
      },
      {
        part,
        name: 'lake, infrequent access',
        quantity: infrequent,
        price: 's3.infrequentGigabyteMonth',
        basis: `${infrequentDays} days`,
      },
      {
        part,
        name: 'lake, Glacier instant retrieval',
        quantity: lakeGigabytes - standard - infrequent,
        price: 's3.glacierGigabyteMonth',
        basis: `the rest of ${months} months`,
      },
      puts,
    ],
    naive: [
      {
        part,
        name: 'lake, standard',
        quantity: lakeGigabytes,
        price: 's3.standardGigabyteMonth',
        basis: `${months} months`,
      },
      puts,
    ],
  };
};

const tracing: LinesOf = (traffic) => {
  const { tracedShare } = DESIGN.watch;
  const line = (share: number): BillLine => ({
    part: 'watch',
    name: 'traces',
    quantity: (eventsAMonth(traffic) * share) / MILLION,
    price: 'xray.traceMillions',
    basis: `${share * 100} % of events`,
  });
  return { name: 'one event in a hundred is traced', lean: [line(tracedShare)], naive: [line(1)] };
};

const logging: LinesOf = (traffic) => {
  const { logBytesPerEvent, logGigabytes } = DESIGN.watch;
  const line = (quantity: number, basis: string): BillLine => ({
    part: 'watch',
    name: 'logs',
    quantity,
    price: 'cloudwatch.logGigabyte',
    basis,
  });
  return {
    name: 'no log line an event',
    lean: [line(Math.min(logGigabytes, gigabytesAMonth(traffic) / 100), 'warnings, starts and summaries')],
    naive: [line((eventsAMonth(traffic) * logBytesPerEvent) / 1e9, `${logBytesPerEvent} bytes an event`)],
  };
};

const oneApplication: LinesOf = (_traffic, { kpus }) => {
  const { naiveApplications } = DESIGN.flink;
  const line = (units: number, basis: string): BillLine => ({
    part: 'sql',
    name: 'Flink',
    quantity: units * HOURS,
    price: 'flink.kpuHour',
    basis,
  });
  return {
    name: 'all queries in one Flink application',
    lean: [line(kpus + 1, `${kpus} KPUs and one that orchestrates`)],
    naive: [
      line(
        kpus + naiveApplications * 2 - 1,
        `${naiveApplications} applications: each reads the stream anew and has a KPU that orchestrates`,
      ),
    ],
  };
};

const endpoints: LinesOf = (traffic, sizes, prices) => {
  const { zones, network } = DESIGN;
  const isServed = traffic.recommendations || traffic.databaseChanges;
  const { hasContainers } = cheapestCollection(traffic, sizes, prices);
  const interfaces = network.functionEndpoints + (hasContainers || isServed ? network.containerEndpoints : 0);
  const gigabytes = gigabytesAMonth(traffic) * (1 + DESIGN.stream.enrichedGrowth);
  const part = 'network';
  return {
    name: 'endpoints in place of NAT gateways',
    lean: [
      {
        part,
        name: 'endpoints',
        quantity: interfaces * zones * HOURS,
        price: 'endpoint.azHour',
        basis: `${interfaces} in ${zones} zones`,
      },
      {
        part,
        name: 'through endpoints',
        quantity: gigabytes,
        price: 'endpoint.gigabyte',
        basis: 'what is put on the streams',
      },
    ],
    naive: [
      { part, name: 'NAT gateways', quantity: zones * HOURS, price: 'nat.hour', basis: `${zones} zones` },
      { part, name: 'through NAT', quantity: gigabytes, price: 'nat.gigabyte', basis: 'what is put on the streams' },
    ],
  };
};

const CHOICES: readonly LinesOf[] = [
  collection,
  records,
  shards,
  features,
  firehose,
  lake,
  oneApplication,
  tracing,
  logging,
  endpoints,
];
