/**
 * The application is looked at and changed over the service's own protocol. No emulator has Managed Flink's changes, so a small
 * server stands in that keeps the version, and refuses whoever comes with another one.
 */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { KinesisAnalyticsV2Client } from '@aws-sdk/client-kinesis-analytics-v2';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { scaleUnits, unitLoads } from '../../src/scaling/scale-units.ts';
import type { UnitLoad } from '../../src/scaling/unit-decision.ts';

const NOW = Date.UTC(2026, 10, 27, 12);
const SETTINGS = { least: 6, most: 12, lagSeconds: 60 };
const LATE: readonly UnitLoad[] = [70, 100, 130].map((seconds) => ({ behindMs: seconds * 1_000, processors: 90 }));

const application = { status: 'RUNNING', units: 6, version: 4, changedSeconds: NOW / 1_000 - 3_600 };
/** What was asked last of the metrics, decoded. */
let asked: { readonly MetricDataQueries?: readonly Query[] } = {};
interface Query {
  readonly Id: string;
  readonly MetricStat: { readonly Metric: object; readonly Stat: string };
}

type Answer = readonly [status: number, body: object];

const ACTIONS: Readonly<Record<string, (body: Record<string, unknown>) => Answer>> = {
  DescribeApplication: () => [200, { ApplicationDetail: detail() }],
  UpdateApplication: ({ ApplicationName, CurrentApplicationVersionId, ApplicationConfigurationUpdate }) => {
    if (CurrentApplicationVersionId !== application.version)
      return [400, { __type: 'ConcurrentModificationException', message: 'another version' }];
    const { FlinkApplicationConfigurationUpdate: update } = ApplicationConfigurationUpdate as {
      FlinkApplicationConfigurationUpdate: { ParallelismConfigurationUpdate: Record<string, unknown> };
    };
    expect(ApplicationName).toBe('millrace-pipelines');
    expect(update.ParallelismConfigurationUpdate.ConfigurationTypeUpdate).toBe('CUSTOM');
    application.units = Number(update.ParallelismConfigurationUpdate.ParallelismUpdate);
    application.version += 1;
    return [200, { ApplicationDetail: detail() }];
  },
  GetMetricData: (body) => {
    asked = body;
    const at = (minute: number) => NOW / 1_000 - (3 - minute) * 60;
    return [
      200,
      {
        MetricDataResults: [
          { Id: 'behindMs', Timestamps: [at(0), at(2)], Values: [70_000, 90_000] },
          { Id: 'processors', Timestamps: [at(0), at(1), at(2)], Values: [80, 85, 90] },
        ],
      },
    ];
  },
};

function detail() {
  const { status, units, version, changedSeconds } = application;
  return {
    ApplicationName: 'millrace-pipelines',
    ApplicationStatus: status,
    ApplicationVersionId: version,
    LastUpdateTimestamp: changedSeconds,
    ApplicationConfigurationDescription: {
      FlinkApplicationConfigurationDescription: {
        ParallelismConfigurationDescription: { Parallelism: 6, CurrentParallelism: units },
      },
    },
  };
}

const server = createServer(async (request: IncomingMessage, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const action = String(request.headers['x-amz-target']).replace(/.*\./, '');
  const [status, body] = ACTIONS[action]?.(JSON.parse(Buffer.concat(chunks).toString())) ?? [404, {}];
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
});

let settings: ConstructorParameters<typeof KinesisAnalyticsV2Client>[0];
let flink: KinesisAnalyticsV2Client;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  settings = {
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  flink = new KinesisAnalyticsV2Client(settings);
});
afterAll(() => {
  flink.destroy();
  server.close();
});
beforeEach(() => {
  Object.assign(application, { status: 'RUNNING', units: 6, version: 4, changedSeconds: NOW / 1_000 - 3_600 });
});

function scale(loads: readonly UnitLoad[]) {
  return scaleUnits({ flink, loads: async () => loads, nowMs: NOW }, 'millrace-pipelines', SETTINGS);
}

it('changes the application that is behind, once', async () => {
  expect(await scale(LATE)).toMatchObject({ before: 6, units: 12, blocked: false });
  expect(application).toMatchObject({ units: 12, version: 5 });
  application.changedSeconds = NOW / 1_000 - 60;
  expect(await scale(LATE)).toMatchObject({ before: 12, units: 12, blocked: false });
  application.changedSeconds = NOW / 1_000 - 1_200;
  expect(await scale(LATE)).toMatchObject({ before: 12, units: 12, blocked: true });
  expect(application.version).toBe(5);
});

it('leaves alone what is being changed, or does not run', async () => {
  for (const status of ['UPDATING', 'STARTING', 'READY', 'ROLLING_BACK']) {
    application.status = status;
    expect(await scale(LATE)).toBeUndefined();
  }
  expect(application).toMatchObject({ units: 6, version: 4 });
});

it('is refused when somebody else has changed it meanwhile', async () => {
  const loads = async () => {
    application.version += 1;
    return LATE;
  };
  const scaling = { flink, loads, nowMs: NOW };
  await expect(scaleUnits(scaling, 'millrace-pipelines', SETTINGS)).rejects.toThrow('another version');
  expect(application.units).toBe(6);
});

it('asks for what the application tells of itself, and keeps apart what was not told', async () => {
  const client = new CloudWatchClient({ ...settings });
  const loads = await unitLoads(client, { application: 'millrace-pipelines', minutes: 360, nowMs: NOW });
  client.destroy();
  expect(loads).toEqual([
    { behindMs: 70_000, processors: 80 },
    { behindMs: undefined, processors: 85 },
    { behindMs: 90_000, processors: 90 },
  ]);
  expect(asked.MetricDataQueries?.map(({ MetricStat }) => MetricStat)).toEqual(
    ['millisBehindLatest', 'containerCPUUtilization'].map((MetricName) => ({
      Metric: {
        Namespace: 'AWS/KinesisAnalytics',
        MetricName,
        Dimensions: [{ Name: 'Application', Value: 'millrace-pipelines' }],
      },
      Period: 60,
      Stat: 'Maximum',
    })),
  );
});
