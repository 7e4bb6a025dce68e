/** Functions of the user: registration, arguments, what they give and what is refused. */
import { describe, expect, it } from 'vitest';
import { openPipeline } from '../../../src/runtime/open-pipeline.ts';
import { registerUserFunctions, type UserFunction } from '../../../src/sql/functions/user-function.ts';
import { MemoryStateStore } from '../../../src/state/environment-state-store.ts';
import { capturingPrint } from '../../sql-cases/capturing-print.ts';

const userFunctions: readonly UserFunction[] = [
  {
    className: 'test.Scaled',
    parameters: ['DECIMAL(10, 2)', 'BIGINT'],
    returns: 'DOUBLE',
    call: (value: number | null, factor: number | null) =>
      value === null || factor === null ? null : (value / 100) * factor,
  },
  { className: 'test.Broken', parameters: ['INT'], returns: 'INT NOT NULL', call: () => null },
  {
    className: 'test.Throwing',
    parameters: [],
    returns: 'STRING',
    call: () => {
      throw new Error('no luck');
    },
  },
];

async function rowsOf(text: string): Promise<readonly string[]> {
  const rows: string[] = [];
  const connectors = [capturingPrint(({ row }) => rows.push(row))];
  const scripts = [{ file: 'query.sql', text }];
  const pipeline = openPipeline({ scripts, store: new MemoryStateStore(), connectors, userFunctions });
  while ((await pipeline.step()) !== 'end');
  await pipeline.finish();
  await pipeline.close();
  return rows;
}

const created = "CREATE TEMPORARY FUNCTION scaled AS 'test.Scaled';";

describe('a user function', () => {
  it('gets its arguments widened to the declared types, NULL among them', async () => {
    const sql = `${created} SELECT scaled(n, 3), SCALED(CAST(n AS DECIMAL(5, 1)), n), scaled(CAST(NULL AS INT), 1) FROM (VALUES (1), (2)) AS t(n);`;
    expect(await rowsOf(sql)).toEqual(['[3.0, 1.0, null]', '[6.0, 4.0, null]']);
  });

  it('comes after a built-in function of its name, and before it as a SYSTEM FUNCTION', async () => {
    const query = 'SELECT ATAN2(n, 0) FROM (VALUES (3)) AS t(n);';
    expect(await rowsOf(`CREATE TEMPORARY FUNCTION atan2 AS 'test.Scaled'; ${query}`)).toEqual([
      '[1.5707963267948966]',
    ]);
    expect(await rowsOf(`CREATE TEMPORARY SYSTEM FUNCTION atan2 AS 'test.Scaled'; ${query}`)).toEqual(['[0.0]']);
  });

  it('is known after it is created and until it is dropped', async () => {
    const dropped = `${created} DROP TEMPORARY FUNCTION scaled; SELECT scaled(1, 2);`;
    await expect(rowsOf(dropped)).rejects.toThrow('unknown function scaled');
    await expect(rowsOf(`SELECT scaled(1, 2); ${created}`)).rejects.toThrow('unknown function scaled');
  });

  it.each([
    ["CREATE FUNCTION f AS 'test.Scale';", 'no function is registered for test.Scale; did you mean test.Scaled?'],
    ["CREATE FUNCTION f AS 'shop.Unheard';", 'millrace sql run --functions functions.ts registers more'],
    ["CREATE FUNCTION f AS 'test.Scaled' LANGUAGE PYTHON;", 'functions in Python have no twin here'],
    [`${created} SELECT scaled(1);`, 'scaled takes 2 arguments, not 1; write scaled(DECIMAL(10, 2), BIGINT)'],
    [`${created} SELECT scaled('a', 1);`, 'takes DECIMAL(10, 2) here, not CHAR(1)'],
  ])('%s is refused', async (sql, message) => {
    await expect(rowsOf(sql)).rejects.toThrow(message);
  });

  it('that fails or gives no value of its type is named', async () => {
    const broken = "CREATE FUNCTION broken AS 'test.Broken'; SELECT broken(n) FROM (VALUES (1)) AS t(n);";
    await expect(rowsOf(broken)).rejects.toThrow('test.Broken gave null, which is no INT NOT NULL');
    const throwing = "CREATE FUNCTION throwing AS 'test.Throwing'; SELECT throwing() FROM (VALUES (1)) AS t(n);";
    await expect(rowsOf(throwing)).rejects.toThrow('test.Throwing failed: no luck');
  });

  it('is registered once for each class', () => {
    const other: UserFunction = { className: 'test.Scaled', parameters: [], returns: 'INT', call: () => 1 };
    registerUserFunctions(userFunctions);
    expect(() => registerUserFunctions([other])).toThrow('has a function already');
  });
});
