/** Cases: every pair of state and action has its answer, and a verdict becomes what is known of the order. */
import { describe, expect, it } from 'vitest';
import {
  CASE_ACTIONS,
  CASE_STATUSES,
  CASE_TRANSITIONS,
  type CaseAction,
  type CaseStatus,
  type FraudCase,
  updateCase,
} from '../../../src/functions/score/fraud-case.ts';
import { START_MS } from '../make-event.ts';
import { control, logSteps, purchase, rowOf, rowsOf, runSteps } from './made-shop.ts';

function caseIn(status: CaseStatus): FraudCase {
  const about = { caseId: 'case-o1', orderId: 'o1', visitor: 'ann', openedMs: 1, updatedMs: 1 };
  const worked = { version: 1, steps: [], order: null, queued: null };
  return { ...about, ...worked, outcome: 'review', score: 50, status, assignee: 'kim', verdict: null, notes: [] };
}

const UPDATE = { author: 'lee', assignee: 'lee', note: 'called', verdict: 'fraud', seen: null } as const;
const ALL = CASE_STATUSES.flatMap((status) => CASE_ACTIONS.map((action) => [status, action] as const));

/** Said again, so that a changed table must be meant. */
const EXPECTED: Readonly<Record<string, CaseStatus | null>> = {
  'pending assign': 'investigating',
  'pending release': null,
  'pending note': 'pending',
  'pending close': 'closed',
  'pending reopen': null,
  'pending label': 'closed',
  'investigating assign': 'investigating',
  'investigating release': 'pending',
  'investigating note': 'investigating',
  'investigating close': 'closed',
  'investigating reopen': null,
  'investigating label': 'closed',
  'closed assign': null,
  'closed release': null,
  'closed note': 'closed',
  'closed close': null,
  'closed reopen': 'investigating',
  'closed label': 'closed',
};

describe('a case', () => {
  it.each(ALL)('that is %s answers %s as its table says', (status, action) => {
    const expected = EXPECTED[`${status} ${action}`] ?? null;
    expect(CASE_TRANSITIONS[status][action]).toBe(expected);
    const found = caseIn(status);
    expect(updateCase(found, { action, ...UPDATE }, 9)).toBe(expected !== null);
    if (expected === null) expect(found).toEqual(caseIn(status));
    else expect(found).toMatchObject({ status: expected, updatedMs: 9, notes: [{ author: 'lee', text: 'called' }] });
  });

  it('keeps who has it and what was found only as long as that holds', () => {
    const after = (status: CaseStatus, action: CaseAction) => {
      const found = caseIn(status);
      updateCase(found, { action, ...UPDATE }, 9);
      return [found.assignee, found.verdict];
    };
    expect(after('pending', 'assign')).toEqual(['lee', null]);
    expect(after('investigating', 'release')).toEqual([null, null]);
    expect(after('investigating', 'close')).toEqual(['kim', 'fraud']);
    expect(after('closed', 'reopen')).toEqual(['kim', null]);
  });

  it('keeps the newest hundred notes', () => {
    const found = caseIn('pending');
    for (let number = 0; number < 130; number++) {
      updateCase(found, { action: 'note', ...UPDATE, note: String(number) }, number);
    }
    expect(found.notes.length).toBe(100);
    expect(found.notes.at(-1)?.text).toBe('129');
  });
});

describe('cases of the stream', () => {
  const line = purchase('o1', 0);
  const opened = logSteps([
    { arrivalMs: START_MS, events: [line] },
    { arrivalMs: START_MS + 1, events: [] },
  ]);
  const row = rowOf(line, { ipOrders5m: 9, ipUsers5m: 4 });
  const update = (afterMs: number, given: object) =>
    ({ kind: 'event', event: control('case_update', afterMs, { caseId: 'case-o1', ...given }) }) as const;

  it('are opened by a review, worked on, and closed with a verdict that becomes a label', () => {
    const steps = [...opened, row, update(2, { action: 'assign', assignee: 'kim', author: 'lee' })];
    expect(rowsOf(runSteps(steps), 'fraud_cases')).toMatchObject([
      { caseId: 'case-o1', status: 'investigating', assignee: 'kim', verdict: null, score: 50 },
    ]);
    const run = runSteps([...steps, update(3, { action: 'close', verdict: 'fraud', note: 'stolen card' })]);
    expect(rowsOf(run, 'fraud_cases')).toMatchObject([{ status: 'closed', verdict: 'fraud' }]);
    expect(rowsOf(run, 'order_labels')).toMatchObject([{ orderId: 'o1', label: 'confirmed_fraud' }]);
    expect(run.score.profile('ann')).toMatchObject({ frauds: 1 });
  });

  it('are closed by a label from elsewhere', () => {
    const label = control('order_label', 2, { orderId: 'o1', status: 'confirmed_good' });
    const run = runSteps([...opened, row, { kind: 'event', event: label }]);
    expect(rowsOf(run, 'fraud_cases')).toMatchObject([{ status: 'closed', verdict: 'legitimate' }]);
  });

  it('say of an update that their state does not allow that it was refused', () => {
    const refused = update(2, { action: 'reopen' });
    const unknown = update(3, { caseId: 'case-none', action: 'note', note: 'x' });
    const run = runSteps([...opened, row, refused, unknown]);
    expect([refused, unknown].map(({ event }) => run.score.applied(event.eventId))).toEqual([false, false]);
    expect(rowsOf(run, 'fraud_cases')).toMatchObject([{ status: 'pending' }]);
  });
});
