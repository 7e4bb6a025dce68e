/**
 * All functions together are pure folds: over the same simulated shop they come to the same tables and the same outputs,
 * run in one go, run batch by batch with everything they know taken through JSON text between, and run by the server's own
 * runtime with its state on disk.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JsonTables, type SavedTables } from '@millrace/engine/fold/json-tables.ts';
import { readStoredTables } from '@millrace/engine/fold/stored-tables.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FunctionPipeline } from '../../src/function-runtime/function-pipeline.ts';
import { openFunctionsEnvironment } from '../../src/function-runtime/function-store.ts';
import { type EventFunctions, locatedFunctions } from '../../src/functions/event-functions.ts';
import type { ViewOutput } from '../../src/functions/view-output.ts';
import { type Step, simulateLog, stepsOfLog, takeStep, withPipelines } from './simulated-steps.ts';

const EVENTS = 12_000;
/** As a place finder would, without its database. */
const functionSet = locatedFunctions((ip) => (ip.startsWith('1') ? { country: 'US', region: 'Ohio' } : null));

let dataFolder: string;
let fromLog: readonly Step[];
let withRows: readonly Step[];

beforeAll(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'millrace-purity-'));
  await simulateLog(dataFolder, EVENTS);
  fromLog = await stepsOfLog(dataFolder);
  withRows = withPipelines(fromLog);
});
afterAll(() => rm(dataFolder, { recursive: true }));

interface Run {
  readonly outputs: readonly ViewOutput[];
  readonly tables: SavedTables;
  readonly functions: EventFunctions;
  /** The tables as they are by now. */
  now(): SavedTables;
}

/** @param batch how many steps are taken before everything goes through JSON text. */
function run(steps: readonly Step[], batch = Number.POSITIVE_INFINITY): Run {
  const outputs: ViewOutput[] = [];
  const emit = (output: ViewOutput) => void outputs.push(structuredClone(output));
  let tables = new JsonTables();
  let functions = functionSet.open(tables, emit);
  for (const [index, step] of steps.entries()) {
    takeStep(functions, step);
    if ((index + 1) % batch !== 0) continue;
    tables = JsonTables.load(throughText(tables.save()));
    functions = functionSet.open(tables, emit);
  }
  const now = () => throughText(tables.save());
  return { outputs, tables: now(), functions, now };
}

function throughText(tables: SavedTables): SavedTables {
  return JSON.parse(JSON.stringify(tables));
}

/** Tables that hold nothing say nothing. */
function filled(tables: SavedTables): SavedTables {
  return Object.fromEntries(Object.entries(tables).filter(([, states]) => Object.keys(states).length > 0));
}

describe('the functions of the shop', () => {
  it('see enough of a shop for the comparison to mean something', () => {
    const { outputs, tables } = run(withRows);
    const events = fromLog.filter(({ kind }) => kind === 'event');
    expect(events.length).toBeGreaterThan(EVENTS * 0.9);
    expect(new Set(outputs.map(({ view }) => view)).size).toBeGreaterThan(2);
    expect(Object.keys(filled(tables)).length).toBeGreaterThan(10);
  });

  it.each([977, 5_003])('come to the same when their state goes through JSON every %i steps', (batch) => {
    const straight = run(withRows);
    const batched = run(withRows, batch);
    expect(batched.outputs).toEqual(straight.outputs);
    expect(filled(batched.tables)).toEqual(filled(straight.tables));
  });

  it('come to the same in the runtime of the server, stopped and started on the way', async () => {
    const straight = run(fromLog);
    const outputs: ViewOutput[] = [];
    for (let starts = 0, idle = false; !idle; starts++) {
      const pipeline = new FunctionPipeline({ dataFolder, functions: functionSet });
      // A step commits; a few, and the pipeline is closed and opened again.
      for (let steps = 0; steps < 2 + starts && !idle; steps++) {
        const result = pipeline.step(1);
        outputs.push(...structuredClone(result.outputs));
        idle = result.status === 'idle';
      }
      await pipeline.close();
    }
    expect(outputs).toEqual(straight.outputs);
    expect(await storedTables()).toEqual(filled(straight.tables));
  });

  it('answer questions without changing anything', () => {
    const { functions, tables, now } = run(withRows);
    const [userId = ''] = Object.keys(tables['enrich-users'] ?? {});
    const profile = functions.answer('profile', { userId });
    expect(profile).toMatchObject({ known: true });
    expect(functions.answer('profile', { userId })).toEqual(profile);
    expect(functions.answer('product', { productId: 'p-00001' })).toMatchObject({ known: true });
    expect(functions.answer('profile', { userId: 'nobody' })).toMatchObject({ known: false });
    expect(now()).toEqual(tables);
  });
});

/** What the runtime has on disk. */
async function storedTables(): Promise<SavedTables> {
  const environment = openFunctionsEnvironment(dataFolder);
  const tables = readStoredTables(environment);
  await environment.close();
  return tables;
}
