/** The queue holds the open cases and nothing else, whatever people do; who acts on what they have not seen is refused. */
import { JsonTables } from '@millrace/engine/fold/json-tables.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ScoreFold } from '../../../src/functions/score/score-fold.ts';
import type { ViewOutput } from '../../../src/functions/view-output.ts';
import { START_MS } from '../make-event.ts';
import {
  control,
  enriched,
  logSteps,
  purchase,
  rowOf,
  rowsOf,
  runSteps,
  type ScoreRun,
  type Step,
} from './made-shop.ts';

const lines = [0, 1, 2].map((index) => purchase(`o${index}`, index, { userId: `u${index}`, ip: `203.0.113.${index}` }));
/** Of the first 50 points, of the others 75 and 90: all are sent to review, or declined after a review. */
const opened: readonly Step[] = [
  ...logSteps([
    { arrivalMs: START_MS + 2, events: lines },
    { arrivalMs: START_MS + 3, events: [] },
  ]),
  ...lines.map((line, index) => rowOf(line, { ipOrders5m: 9, ipUsers5m: 4, ...(index > 0 && { userOrders5m: 4 }) })),
];

function update(afterMs: number, given: object): Step {
  return { kind: 'event', event: { ...control('case_update', afterMs, {}), properties: JSON.stringify(given) } };
}

const queueOf = (run: ScoreRun) => rowsOf(run, 'fraud_queue');
const action = fc.record({
  order: fc.nat(2),
  action: fc.constantFrom('assign', 'release', 'note', 'close', 'reopen'),
});

describe('the queue of cases', () => {
  it('has what a glance needs, the highest score first by its key', () => {
    const run = runSteps(opened);
    const keys = run.outputs.filter(({ view }) => view === 'fraud_queue').map(({ key }) => key);
    expect(keys).toEqual([
      [50, START_MS, 'case-o0'],
      [30, START_MS + 1, 'case-o1'],
      [30, START_MS + 2, 'case-o2'],
    ]);
    expect(queueOf(run)[0]).toMatchObject({ status: 'pending', score: 50, orderValue: '10.00', version: 1, notes: 0 });
    expect(JSON.parse(String(queueOf(run)[0]?.reasons))).toMatchObject([{ code: 'IP_BURST' }, { code: 'IP_SHARED' }]);
    expect(run.score.known.queueCounts()).toEqual({ pending: 3, investigating: 0 });
  });

  it('holds exactly the open cases, and counts them, after whatever people do', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 20 }), (actions) => {
        const steps = actions.map(({ order, action: name }, index) =>
          update(10 + index, { caseId: `case-o${order}`, action: name, assignee: 'kim', note: 'x', verdict: 'fraud' }),
        );
        const run = runSteps([...opened, ...steps]);
        const open = rowsOf(run, 'fraud_cases').filter(({ status }) => status !== 'closed');
        const shown = (rows: readonly Record<string, unknown>[]) =>
          rows.map(({ caseId, status, assignee, version }) => ({ caseId, status, assignee, version }));
        const byId = (a: { caseId: unknown }, b: { caseId: unknown }) => (String(a.caseId) < String(b.caseId) ? -1 : 1);
        expect(shown(queueOf(run)).sort(byId)).toEqual(shown(open).sort(byId));
        const counted = (status: string) => open.filter((row) => row.status === status).length;
        const counts = { pending: counted('pending'), investigating: counted('investigating') };
        expect(run.score.known.queueCounts()).toEqual(counts);
      }),
    );
  });

  it('moves a case whose score has risen', () => {
    const more = purchase('o0', 40, { userId: 'u0' });
    const log = logSteps([
      { arrivalMs: START_MS + 40, events: [more] },
      { arrivalMs: START_MS + 41, events: [] },
    ]);
    const worse = rowOf(more, { ipOrders5m: 9, ipUsers5m: 4, ipAmount1h: 20_000, userOrders5m: 4 });
    const run = runSteps([...opened, ...log, worse]);
    expect(queueOf(run).filter(({ caseId }) => caseId === 'case-o0')).toMatchObject([{ rank: 5, outcome: 'decline' }]);
  });
});

describe('two people with one case', () => {
  it('are told apart by the version that they have seen: the second is refused, and nothing happens', () => {
    const first = update(10, { caseId: 'case-o0', action: 'close', verdict: 'legitimate', author: 'kim', version: 1 });
    const second = update(11, { caseId: 'case-o0', action: 'note', note: 'mine', author: 'lee', version: 1 });
    const run = runSteps([...opened, first, second]);
    const ended = [first, second].map((step) => step.kind === 'event' && run.score.applied(step.event.eventId));
    expect(ended).toEqual([true, false]);
    expect(run.score.caseOf('case-o0')).toMatchObject({ verdict: 'legitimate', version: 2, notes: [] });
  });

  it('leave behind who did what', () => {
    const steps = [
      update(10, { caseId: 'case-o0', action: 'assign', assignee: 'lee', author: 'kim' }),
      update(11, { caseId: 'case-o0', action: 'close', verdict: 'fraud', author: 'lee' }),
    ];
    expect(runSteps([...opened, ...steps]).score.caseOf('case-o0')?.steps).toEqual([
      { atMs: START_MS + 10, action: 'assign', by: 'kim', assignee: 'lee', verdict: null },
      { atMs: START_MS + 11, action: 'close', by: 'lee', assignee: null, verdict: 'fraud' },
    ]);
  });

  it('may work on a case that was stored before cases had versions', () => {
    const saved = JSON.parse(JSON.stringify(runSteps(opened).tables.save()));
    for (const name of ['version', 'steps', 'order', 'queued']) delete saved['score.cases']['case-o0'][name];
    delete saved['score.queue-counts'];
    const outputs: ViewOutput[] = [];
    const score = new ScoreFold(JsonTables.load(saved), { emit: (output) => outputs.push(output) });
    const assigned = update(10, { caseId: 'case-o0', action: 'assign', assignee: 'kim', version: 0 });
    if (assigned.kind === 'event') score.apply(enriched(assigned.event));
    expect(score.caseOf('case-o0')).toMatchObject({
      status: 'investigating',
      version: 1,
      steps: [{ action: 'assign' }],
    });
    expect(rowsOf({ outputs }, 'fraud_queue')).toMatchObject([{ caseId: 'case-o0', orderValue: null, version: 1 }]);
    expect(score.known.queueCounts()).toEqual({ pending: 0, investigating: 1 });
  });
});
