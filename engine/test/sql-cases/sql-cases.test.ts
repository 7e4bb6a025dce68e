/** Every SQL case, three ways, against one golden file. */
import { describe, expect, it } from 'vitest';
import { runCase, sqlCases } from './sql-case.ts';

describe.each(sqlCases())('SQL case $name', (sqlCase) => {
  it('gives the golden rows when it runs through', async () => {
    expect(await runCase(sqlCase, 'through')).toEqual(sqlCase.golden);
  });

  it('gives them when it is stopped and restored at three checkpoints', async () => {
    expect(await runCase(sqlCase, 'stopped')).toEqual(sqlCase.golden);
  });

  it('gives them when work after three checkpoints is lost', async () => {
    expect(await runCase(sqlCase, 'crashed')).toEqual(sqlCase.golden);
  });
});
