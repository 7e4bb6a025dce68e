/** Somebody has an alert in hand: for all to see, until it is resolved. */
import { describe, expect, it } from 'vitest';
import { fingerprintOf } from '../../../src/functions/alert/fingerprint.ts';
import { AlertRun, acknowledgeEvent, SECOND, START, stockRow } from './alert-run.ts';

describe('an acknowledgement', () => {
  const fingerprint = fingerprintOf({ alertname: 'StockLow', severity: 'warning', productId: 'lamp' });
  const holders = (run: AlertRun) =>
    run.outputs.filter(({ view }) => view === 'alerts').map(({ row }) => [row?.status, row?.acknowledgedBy]);
  const firing = (run: AlertRun, atMs = START) => run.alerts.onRow('stock_standings', stockRow(atMs, 'lamp', 3));

  it('says who has an alert, goes over to the next one, and can be handed back', () => {
    const run = new AlertRun();
    firing(run);
    run.alerts.onEvent(acknowledgeEvent(START + SECOND, { fingerprint, startsMs: START, by: 'ann', note: 'ordered' }));
    expect(run.outputs.at(-1)?.row).toMatchObject({
      acknowledgedBy: 'ann',
      acknowledgeNote: 'ordered',
      acknowledgedAt: new Date(START + SECOND).toISOString(),
    });
    run.reload();
    run.alerts.onEvent(acknowledgeEvent(START + 2 * SECOND, { fingerprint, startsMs: START, by: 'ben' }));
    run.alerts.onEvent(acknowledgeEvent(START + 3 * SECOND, { fingerprint, startsMs: START, by: null }));
    expect(holders(run).map(([, by]) => by)).toEqual([null, 'ann', 'ben', null]);
  });

  it('stays while the alert fires again, and goes when it is resolved', () => {
    const run = new AlertRun();
    firing(run);
    run.alerts.onEvent(acknowledgeEvent(START + SECOND, { fingerprint, startsMs: START, by: 'ann' }));
    firing(run, START + 2 * SECOND);
    run.alerts.onRow('stock_standings', stockRow(START + 3 * SECOND, 'lamp', 30));
    firing(run, START + 4 * SECOND);
    expect(holders(run)).toEqual([
      ['firing', null],
      ['firing', 'ann'],
      ['firing', 'ann'],
      ['resolved', null],
      ['firing', null],
    ]);
  });

  it('of an alert that is over, began at another time or is none changes nothing', () => {
    const run = new AlertRun();
    firing(run);
    const outputs = run.outputs.length;
    run.alerts.onEvent(acknowledgeEvent(START + SECOND, { fingerprint, startsMs: START - 1, by: 'ann' }));
    run.alerts.onEvent(acknowledgeEvent(START + SECOND, { fingerprint: 'none', startsMs: START, by: 'ann' }));
    run.alerts.onEvent(acknowledgeEvent(START + SECOND, { fingerprint, startsMs: START, by: '' }));
    expect(run.outputs.length).toBe(outputs);
  });

  it('keeps nothing from being told', () => {
    const run = new AlertRun();
    firing(run);
    run.alerts.onEvent(acknowledgeEvent(START + SECOND, { fingerprint, startsMs: START, by: 'ann' }));
    run.pass(START + SECOND, START + 31 * SECOND);
    expect(run.told.map(({ atMs, status }) => [(atMs - START) / SECOND, status])).toEqual([[30, 'firing']]);
  });
});
