/** Alarms, their runbooks, dashboards, traces and the budget. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DESIGN } from '@millrace/shop/plan/design-figures.ts';
import { describe, expect, it } from 'vitest';
import { WAYS } from '../../app/latency.ts';
import { deploymentNamed, PROFILE_NAMES } from './deployment.ts';

const page = readFileSync(join(import.meta.dirname, '../../../docs/runbooks.md'), 'utf8');
const sections = new Map(
  page
    .split(/^## /m)
    .slice(1)
    .map((section) => [section.slice(0, section.indexOf('\n')), section]),
);
const deployments = Object.fromEntries(PROFILE_NAMES.map((name) => [name, deploymentNamed(name)]));

function alarmsOf(name: string) {
  return (deployments[name]?.resources() ?? []).filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm');
}

describe.each(PROFILE_NAMES)('alarms of %s', (name) => {
  const alarms = alarmsOf(name);
  const prefix = `${deployments[name]?.profile.name}-`;

  it('each have a section of the runbook that says what it means, where to look and what to do', () => {
    const names = deployments[name]?.stacks.watch.runbooks ?? [];
    expect(names.length).toBe(alarms.length + 1);
    expect(names.filter((each) => !sections.has(each))).toEqual([]);
    for (const each of names) {
      const section = sections.get(each) ?? '';
      for (const part of ['Means', 'Look', 'Do'])
        expect([each, section]).toEqual([each, expect.stringMatching(`\\*\\*${part}\\.\\*\\* .+`)]);
    }
  });

  it('link to it, tell somebody when they are raised and when they are over', () => {
    for (const { Properties } of alarms) {
      const { AlarmName, AlarmDescription } = Properties as { AlarmName: string; AlarmDescription: string };
      expect(AlarmDescription).toMatch(
        new RegExp(`^[A-Z].+\\. https://.+/runbooks\\.md#${AlarmName.replace(prefix, '')}$`),
      );
      expect(Properties.AlarmActions).toHaveLength(1);
      expect(Properties.OKActions).toHaveLength(1);
    }
  });

  it('watch each way through the system against its own target', () => {
    const latency = deployments[name]?.profile.watch.latency;
    for (const way of WAYS) {
      const alarm = alarms.find(({ Properties }) => Properties.AlarmName === `${prefix}late-${way}`);
      expect(alarm?.Properties.Threshold).toBe(latency?.[way]);
    }
  });
});

describe('the runbook', () => {
  it('has no section that no alarm needs', () => {
    const needed = new Set(PROFILE_NAMES.flatMap((name) => deployments[name]?.stacks.watch.runbooks ?? []));
    expect([...sections.keys()].filter((name) => !needed.has(name))).toEqual([]);
  });

  it('leads nowhere that is not there', () => {
    const links = [...page.matchAll(/\]\(#([a-z-]+)\)/g)].map(([, name = '']) => name);
    expect(links.length).toBeGreaterThan(10);
    expect(links.filter((name) => !sections.has(name))).toEqual([]);
  });
});

describe('watching the baseline', () => {
  const template = deployments.baseline?.template('watch');

  it('counts what the balancer refuses by itself, when no container is there to fail', () => {
    const alarm = alarmsOf('baseline').find(({ Properties }) => Properties.AlarmName === 'millrace-collector-failing');
    const text = JSON.stringify(alarm);
    for (const metric of ['HTTPCode_Target_5XX_Count', 'HTTPCode_ELB_5XX_Count', 'RequestCount'])
      expect(text).toContain(`"MetricName":"${metric}"`);
  });

  it('goes by the measured age of decisions', () => {
    template?.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'millrace-late-decisions',
      Namespace: 'millrace',
      MetricName: 'DecisionAge',
      Dimensions: [{ Name: 'service', Value: 'insights' }],
      Statistic: 'Maximum',
    });
  });

  it('costs as many alarms and dashboards as the plan reckons', () => {
    expect(alarmsOf('baseline').length).toBeLessThanOrEqual(DESIGN.watch.alarms);
    template?.resourceCountIs('AWS::CloudWatch::Dashboard', DESIGN.watch.dashboards);
  });

  it('traces one request in a hundred', () => {
    template?.hasResourceProperties('AWS::XRay::SamplingRule', {
      SamplingRule: { FixedRate: 0.01, ServiceName: 'millrace-*' },
    });
  });

  it('has a budget that speaks before it is spent', () => {
    template?.hasResourceProperties('AWS::Budgets::Budget', {
      Budget: { BudgetLimit: { Amount: 5_000, Unit: 'USD' } },
    });
  });
});
