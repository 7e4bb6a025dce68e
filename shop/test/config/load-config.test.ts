import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFlags } from '../../src/cli/start-flags.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { DEFAULT_ALERT_SETTINGS } from '../../src/functions/alert/alert-settings.ts';
import { DEFAULT_DELIVERY } from '../../src/sinks/alerts/destination.ts';

let folder: string;
let files = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-config-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function load(text: string) {
  const file = join(folder, `c${++files}.config.ts`);
  await writeFile(file, text);
  return loadConfig(file, startFlags);
}

const HOOK = `{ type: 'webhook', name: 'hook', url: 'https://example.com/hook' }`;

describe('a configuration file', () => {
  it('sets flags as one would give them', async () => {
    const config = await load(`
      const port: number = 9000;
      export const config = { port, host: 'localhost', writeKeys: ['a', 'b'], verbose: true };
    `);
    expect(config?.flags).toEqual({ port: '9000', host: 'localhost', 'write-keys': 'a,b', verbose: true });
    expect(config?.alerts).toBeUndefined();
  });

  it('may be the default export, and lays what it says of alerts over the defaults', async () => {
    const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
    const config = await load(`export default { alerts: {
      externalUrl: 'https://shop.example/',
      groupWaitMs: 5_000,
      fraud: { minScore: 90 },
      inhibitRules: [{ source: ['alertname=A'], target: ['alertname=~"B.*"'] }],
      destinations: [
        { type: 'webhook', name: 'hook', url: 'http://10.0.0.1/x', secrets: ['${secret}'], maxTries: 3, match: ['severity=critical'] },
        { type: 'slack', name: 'chat', url: 'https://hooks.example.com/T' },
        { type: 'log', name: 'console' },
      ],
    } };`);
    expect(config?.alerts).toEqual({
      externalUrl: 'https://shop.example',
      settings: {
        ...DEFAULT_ALERT_SETTINGS,
        groupWaitMs: 5_000,
        fraud: { ...DEFAULT_ALERT_SETTINGS.fraud, minScore: 90 },
        inhibitRules: [
          {
            source: [{ name: 'alertname', value: 'A', isRegex: false, isEqual: true }],
            target: [{ name: 'alertname', value: 'B.*', isRegex: true, isEqual: true }],
            equal: [],
          },
        ],
      },
      destinations: [
        {
          type: 'webhook',
          name: 'hook',
          url: 'http://10.0.0.1/x',
          secrets: [secret],
          match: [{ name: 'severity', value: 'critical', isRegex: false, isEqual: true }],
          delivery: { ...DEFAULT_DELIVERY, maxTries: 3 },
        },
        { type: 'slack', name: 'chat', url: 'https://hooks.example.com/T', match: [], delivery: DEFAULT_DELIVERY },
        { type: 'log', name: 'console', match: [] },
      ],
    });
  });

  it.each([
    ['{ prot: 1 }', 'prot is not known'],
    ['{ port: {} }', 'port must be text, a number, or a list of texts'],
    ["{ verbose: 'yes' }", 'verbose must be true or false'],
    ['{ alerts: { groupWaitMs: -1 } }', 'alerts.groupWaitMs must be >= 0'],
    ['{ alerts: { norm: { tresholds: 3 } } }', 'alerts.norm.tresholds is not known'],
    ["{ alerts: { destinations: [{ type: 'sms' }] } }", 'alerts.destinations[0].type must be one of'],
    [
      `{ alerts: { destinations: [${HOOK}, ${HOOK}] } }`,
      'alerts.destinations[1].name names a destination a second time',
    ],
    [
      "{ alerts: { destinations: [{ type: 'webhook', name: 'a', url: 'file:///etc/passwd' }] } }",
      'alerts.destinations[0].url must be an http',
    ],
    ["{ alerts: { destinations: [{ type: 'webhook', name: 'a' }] } }", 'alerts.destinations[0] must have required'],
    ["{ alerts: { destinations: [{ type: 'log', name: 'a', url: 'x' }] } }", 'alerts.destinations[0].url is not known'],
    [
      "{ alerts: { destinations: [{ type: 'log', name: 'a', match: ['critical'] }] } }",
      'alerts.destinations[0].match[0] is no matcher',
    ],
    [
      "{ alerts: { inhibitRules: [{ source: ['a=~\"(\"'], target: ['b=c'] }] } }",
      'alerts.inhibitRules[0].source[0] has a pattern that is none',
    ],
    [
      "{ alerts: { destinations: [{ type: 'webhook', name: 'a', url: 'http://x', secrets: ['s3cret'] }] } }",
      'alerts.destinations[0].secrets[0] must be whsec_',
    ],
  ])('with %s is refused, and the field is named', async (config, message) => {
    await expect(load(`export const config = ${config};`)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining(message),
    });
  });

  it('never shows a secret or a URL, which may be one, in what it says', async () => {
    const config = `{ alerts: { destinations: [{ type: 'slack', name: 'a', url: 'ftp://hush' }] } }`;
    await expect(load(`export const config = ${config};`)).rejects.toSatisfy(
      (error) => !String(error).includes('hush'),
    );
  });

  it('that is no module, or exports nothing, is refused with its name', async () => {
    await expect(load('export const config = {')).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    await expect(load('export const setup = {};')).rejects.toMatchObject({
      message: expect.stringContaining('exports no object named config'),
    });
  });

  it('need not be there, unless it was asked for', async () => {
    await expect(loadConfig(join(folder, 'none.ts'), startFlags)).rejects.toMatchObject({ code: 'CONFIG_NOT_FOUND' });
  });
});
