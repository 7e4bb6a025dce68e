import { describe, expect, it } from 'vitest';
import { MAX_GROUP_ALERTS } from '../../../src/functions/alert/alert-book.ts';
import { MAX_NOTIFIED_ALERTS } from '../../../src/functions/alert/notification.ts';
import {
  AlertRun,
  decision,
  MINUTE,
  named,
  SECOND,
  START,
  sample,
  silenceEvent,
  stockRow,
  type Told,
} from './alert-run.ts';

/** Seconds after the start, group, status, and which alerts in which status. */
function brief({ atMs, status, alerts }: Told) {
  const each = alerts.map(
    (alert) => `${alert.labels.productId ?? alert.labels.orderId ?? alert.labels.alertname} ${alert.status}`,
  );
  return [(atMs - START) / SECOND, status, ...each];
}

describe('groups', () => {
  it('wait for what comes at the same time, then tell it together', () => {
    const run = new AlertRun();
    run.alerts.onRow('stock_standings', stockRow(START, 'lamp', 9));
    run.alerts.onRow('stock_standings', stockRow(START + 10 * SECOND, 'sofa', 3));
    run.pass(START, START + 29 * SECOND);
    expect(run.told).toEqual([]);
    run.pass(START + 30 * SECOND, START + MINUTE);
    expect(run.told.map(brief)).toEqual([[30, 'firing', 'lamp firing', 'sofa firing']]);
    expect(run.told[0]?.groupKey).toBe('{}:{alertname="StockLow"}');
  });

  it('tell what has come or gone at their interval, and what still fires only after the repeat interval', () => {
    const run = new AlertRun();
    run.alerts.onRow('stock_standings', stockRow(START, 'lamp', 9));
    run.pass(START, START + 60 * SECOND);
    run.alerts.onRow('stock_standings', stockRow(START + 60 * SECOND, 'sofa', 3));
    run.pass(START + 61 * SECOND, START + 12 * MINUTE);
    run.alerts.onRow('stock_standings', stockRow(START + 12 * MINUTE, 'lamp', 20));
    run.pass(START + 12 * MINUTE, START + 16 * MINUTE);
    run.pass(START + 16 * MINUTE, START + 5 * 60 * MINUTE);
    expect(run.told.map(brief)).toEqual([
      [30, 'firing', 'lamp firing'],
      [330, 'firing', 'lamp firing', 'sofa firing'],
      [930, 'firing', 'sofa firing', 'lamp resolved'],
      [930 + 4 * 3600, 'firing', 'sofa firing'],
    ]);
  });

  it('of different names are told apart', () => {
    const run = new AlertRun();
    run.alerts.onRow('stock_standings', stockRow(START, 'lamp', 9));
    run.alerts.onDecision(decision(START, 'o1', 95));
    run.alerts.onDecision(decision(START, 'o2', 10));
    run.pass(START, START + 31 * SECOND);
    expect(run.told.map(brief)).toEqual([
      [30, 'firing', 'o1 firing'],
      [30, 'firing', 'lamp firing'],
    ]);
  });

  it('never tell what was over before they were looked at', () => {
    const run = new AlertRun();
    run.alerts.onRow('stock_standings', stockRow(START, 'lamp', 9));
    run.alerts.onRow('stock_standings', stockRow(START + 5 * SECOND, 'lamp', 90));
    run.pass(START, START + 10 * MINUTE);
    expect(run.told).toEqual([]);
    expect(run.shown).toEqual([['StockLow', 'resolved', null]]);
    expect(run.tables.save()['alert-groups']).toEqual({});
    expect(run.tables.save()['alert-alerts']).toEqual({});
  });

  it('that hold more than a message takes say how many are left out', () => {
    const run = new AlertRun();
    for (let number = 0; number < MAX_NOTIFIED_ALERTS + 7; number++) {
      run.alerts.onRow('stock_standings', stockRow(START + number, `p${number}`, 1));
    }
    run.pass(START + SECOND, START + 31 * SECOND);
    expect(run.outputs.at(-1)?.row?.truncatedAlerts).toBe(7);
    expect(run.told[0]?.alerts.length).toBe(MAX_NOTIFIED_ALERTS);
  });

  it('that are full end the alert that began first', () => {
    const run = new AlertRun();
    for (let number = 0; number <= MAX_GROUP_ALERTS; number++)
      run.alerts.onDecision(decision(START + number, `o${number}`, 99));
    expect(Object.keys(run.tables.save()['alert-alerts'] ?? {}).length).toBe(MAX_GROUP_ALERTS);
    expect(run.shown.filter(([, status]) => status === 'resolved').length).toBe(1);
  });
});

describe('an alert', () => {
  it('that fires again is the same alert, with what is new to say of it', () => {
    const run = new AlertRun();
    run.alerts.onDecision({ ...decision(START, 'o1', 85), outcome: 'review' });
    run.alerts.onDecision(decision(START + 5 * SECOND, 'o1', 99));
    run.pass(START + 5 * SECOND, START + 31 * SECOND);
    const [told] = run.told;
    expect(told?.alerts.map(({ annotations, startsAt }) => [annotations.score, Date.parse(startsAt)])).toEqual([
      ['99', START],
    ]);
  });

  it('of fraud is over after its time, and is told as resolved', () => {
    const run = new AlertRun();
    run.alerts.onDecision(decision(START, 'o1', 85));
    run.pass(START, START + 21 * MINUTE);
    expect(run.told.map(brief)).toEqual([
      [30, 'firing', 'o1 firing'],
      [930, 'resolved', 'o1 resolved'],
    ]);
    expect(run.shown).toEqual([['FraudSuspected', 'resolved', null]]);
  });

  it('that begins again after it was resolved is another one', () => {
    const run = new AlertRun();
    run.alerts.onRow('stock_standings', stockRow(START, 'lamp', 9));
    run.pass(START, START + MINUTE);
    run.alerts.onRow('stock_standings', stockRow(START + MINUTE, 'lamp', 90));
    run.alerts.onRow('stock_standings', stockRow(START + 2 * MINUTE, 'lamp', 8));
    run.pass(START + 2 * MINUTE, START + 6 * MINUTE);
    expect(run.shown).toEqual([
      ['StockLow', 'resolved', null],
      ['StockLow', 'firing', null],
    ]);
    expect(run.told.map(brief)).toEqual([
      [30, 'firing', 'lamp firing'],
      [330, 'firing', 'lamp firing'],
    ]);
  });
});

describe('silences', () => {
  it('keep back what matches for their time; what still fires then is told', () => {
    const run = new AlertRun();
    run.alerts.onEvent(silenceEvent(START, { id: 's1', matchers: [named('StockLow')], endsMs: START + 20 * MINUTE }));
    run.alerts.onRow('stock_standings', stockRow(START + SECOND, 'lamp', 9));
    run.pass(START + SECOND, START + 19 * MINUTE);
    expect(run.told).toEqual([]);
    expect(run.shown).toEqual([['StockLow', 'firing', 'silence s1']]);
    run.pass(START + 19 * MINUTE, START + 21 * MINUTE);
    expect(run.told.map(brief)).toEqual([[1231, 'firing', 'lamp firing']]);
    expect(run.shown).toEqual([['StockLow', 'firing', null]]);
  });

  it('show at once in the alerts that they keep back, and can be ended before their time', () => {
    const run = new AlertRun();
    run.alerts.onRow('stock_standings', stockRow(START, 'lamp', 9));
    const silence = { id: 's1', matchers: [named('StockLow')], startsMs: START };
    run.alerts.onEvent(silenceEvent(START + SECOND, { ...silence, endsMs: START + 20 * MINUTE }));
    expect(run.shown).toEqual([['StockLow', 'firing', 'silence s1']]);
    run.alerts.onEvent(silenceEvent(START + 2 * SECOND, { ...silence, endsMs: START + 2 * SECOND }));
    expect(run.shown).toEqual([['StockLow', 'firing', null]]);
    run.pass(START + 2 * SECOND, START + 31 * SECOND);
    expect(run.told.map(brief)).toEqual([[30, 'firing', 'lamp firing']]);
  });

  it('do not keep back that what was told is over', () => {
    const run = new AlertRun();
    run.alerts.onRow('stock_standings', stockRow(START, 'lamp', 9));
    run.pass(START, START + MINUTE);
    const matchers = [named('StockLow')];
    run.alerts.onEvent(silenceEvent(START + MINUTE, { id: 's1', matchers, endsMs: START + 60 * MINUTE }));
    run.alerts.onRow('stock_standings', stockRow(START + 2 * MINUTE, 'sofa', 1));
    run.alerts.onRow('stock_standings', stockRow(START + 2 * MINUTE, 'lamp', 50));
    run.pass(START + 2 * MINUTE, START + 50 * MINUTE);
    expect(run.told.map(brief)).toEqual([
      [30, 'firing', 'lamp firing'],
      [330, 'resolved', 'lamp resolved'],
    ]);
  });

  it('match by pattern over the whole label, and by what it is not', () => {
    const run = new AlertRun();
    const matchers = [
      { name: 'alertname', value: 'Stock.*', isRegex: true, isEqual: true },
      { name: 'productId', value: 'sofa', isRegex: false, isEqual: false },
    ];
    run.alerts.onEvent(silenceEvent(START, { id: 's1', matchers, endsMs: START + 60 * MINUTE }));
    run.alerts.onRow('stock_standings', stockRow(START, 'sofa', 9));
    run.alerts.onRow('stock_standings', stockRow(START, 'lamp', 9));
    run.pass(START, START + MINUTE);
    expect(run.told.map(brief)).toEqual([[30, 'firing', 'sofa firing']]);
  });

  it('that say nothing sensible are passed over', () => {
    const run = new AlertRun();
    const good = silenceEvent(START, { id: 's1', matchers: [named('StockLow')], endsMs: START + MINUTE });
    run.alerts.onEvent({ ...good, properties: '{"silenceId":"x","matchers":[]}' });
    run.alerts.onEvent(
      silenceEvent(START, { id: 's2', matchers: [{ ...named('('), isRegex: true }], endsMs: START + MINUTE }),
    );
    run.alerts.onEvent({ ...good, properties: null });
    expect(run.outputs).toEqual([]);
  });
});

describe('troubles of the pipeline', () => {
  it('fire when they last, and are resolved when they are over', () => {
    const run = new AlertRun();
    const seconds = (from: number, to: number, more: Parameters<typeof sample>[1]) => {
      for (let second = from; second < to; second++) run.alerts.onSample(sample(START + second * SECOND, more));
    };
    seconds(0, 25, { lagMs: 60_000 });
    seconds(25, 30, {});
    expect(run.outputs).toEqual([]);
    seconds(30, 120, { lateShare: 0.2, quarantineShare: 0.01 });
    seconds(120, 600, {});
    expect(run.told.map(brief)).toEqual([
      [90, 'firing', 'LateShare firing'],
      [390, 'resolved', 'LateShare resolved'],
    ]);
  });

  it('need enough events to speak of a share', () => {
    const run = new AlertRun();
    for (let second = 0; second < 90; second++) {
      run.alerts.onSample(sample(START + second * SECOND, { events: 20, quarantineShare: 1 }));
    }
    expect(run.outputs).toEqual([]);
  });

  it('keep back what only follows from them, and no longer than they last', () => {
    const run = new AlertRun({ groupWaitMs: 0 });
    const seconds = (from: number, to: number, more: Parameters<typeof sample>[1]) => {
      for (let second = from; second < to; second++) run.alerts.onSample(sample(START + second * SECOND, more));
    };
    seconds(0, 60, { running: false, lagMs: 60_000 });
    expect(run.told.map(brief)).toEqual([[30, 'firing', 'PipelineDown firing']]);
    expect(run.shown.map(([name, , by]) => [name, by?.split(' ')[0] ?? null])).toEqual([
      ['PipelineDown', null],
      ['PipelineLag', 'alert'],
    ]);
    seconds(60, 400, { lagMs: 60_000 });
    expect(run.told.map(brief).slice(1)).toEqual([
      [330, 'resolved', 'PipelineDown resolved'],
      [330, 'firing', 'PipelineLag firing'],
    ]);
  });

  it('write nothing down while all is well', () => {
    const run = new AlertRun();
    run.alerts.onSample(sample(START));
    const before = JSON.stringify(run.tables.save());
    for (let second = 1; second < 50; second++) run.alerts.onSample(sample(START + second * SECOND));
    expect(JSON.stringify(run.tables.save())).toBe(before);
  });
});
