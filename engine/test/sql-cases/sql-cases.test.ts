/** Every SQL case, three ways, against one golden file. */
import { describe, expect, it } from 'vitest';
import { goldenOf, runCase, sqlCases } from './sql-case.ts';

describe.each(sqlCases())('SQL case $name', (sqlCase) => {
  it('gives the golden rows when it runs through', async () => {
    const { rows, updated } = await runCase(sqlCase, 'through');
    const golden = goldenOf(sqlCase);
    expect(rows).toEqual(golden.rows);
    // A table to which Flink only adds takes nothing back here, either.
    expect(golden.updated).toEqual(expect.arrayContaining([...updated]));
  });

  it('gives them when it is stopped and restored at three checkpoints', async () => {
    expect((await runCase(sqlCase, 'stopped')).rows).toEqual(goldenOf(sqlCase).rows);
  });

  it('gives them when work after three checkpoints is lost', async () => {
    expect((await runCase(sqlCase, 'crashed')).rows).toEqual(goldenOf(sqlCase).rows);
  });
});
