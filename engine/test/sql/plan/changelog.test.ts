/** What streams take back, whom an update tells what it replaces, and what a sink's primary key asks for. */
import { describe, expect, it } from 'vitest';
import { explainPlan } from '../../../src/sql/plan/explain-plan.ts';
import { upsertKeys } from '../../../src/sql/plan/upsert-keys.ts';
import { planOf, refusalOf } from './plan-text.ts';

const SINKS = `
CREATE TABLE kinds (kind STRING, n BIGINT, PRIMARY KEY (kind) NOT ENFORCED) WITH ('connector' = 'view');
CREATE TABLE ns (kind STRING, n BIGINT, PRIMARY KEY (n) NOT ENFORCED) WITH ('connector' = 'view');
CREATE TABLE printed (kind STRING, n BIGINT) WITH ('connector' = 'print');
CREATE TABLE nowhere (kind STRING, n BIGINT) WITH ('connector' = 'blackhole');
`;
const counts = '(SELECT kind, COUNT(*) AS n FROM events GROUP BY kind)';

/** The changes of each updating node, from the sink down. */
function changesOf(sql: string): readonly string[] {
  const lines = explainPlan(planOf(`${SINKS} ${sql}`)).split('\n');
  return lines.filter((line) => line.includes('changes:')).map((line) => line.trim().slice('changes: '.length));
}

const sinkOf = (sql: string) => planOf(`${SINKS} ${sql}`).queries[0]?.root;

describe('what an update replaces', () => {
  it('is not told to a table that replaces rows by the same key, nor to one that keeps none', () => {
    expect(changesOf(`INSERT INTO kinds SELECT kind, n + 1 FROM ${counts};`)).toEqual(['I,UA', 'I,UA']);
    expect(changesOf(`INSERT INTO nowhere SELECT * FROM ${counts};`)).toEqual(['I,UA']);
  });

  it('is told to one that prints, and to one with another key', () => {
    expect(changesOf(`INSERT INTO printed SELECT * FROM ${counts};`)).toEqual(['I,UB,UA']);
    expect(changesOf(`INSERT INTO ns SELECT * FROM ${counts};`)).toEqual(['I,UB,UA']);
  });

  it('is told to a condition, to groups, and to everyone when one reader asks', () => {
    expect(changesOf(`INSERT INTO kinds SELECT * FROM ${counts} WHERE n > 1;`)).toEqual(['I,UB,UA', 'I,UB,UA']);
    const outer = `SELECT CAST(n AS STRING), COUNT(*) FROM ${counts} GROUP BY CAST(n AS STRING)`;
    expect(changesOf(`INSERT INTO kinds ${outer};`)).toEqual(['I,UA,D', 'I,UB,UA', 'I,UB,UA']);
  });
});

describe('keys of updating streams', () => {
  const keysOf = (query: string) => {
    const input = sinkOf(`INSERT INTO printed ${query};`)?.input;
    return input === undefined ? undefined : upsertKeys(input);
  };

  it('are those of the groups, as far as they are selected', () => {
    expect(keysOf('SELECT kind, COUNT(*) FROM events GROUP BY kind')).toEqual([[0]]);
    expect(keysOf('SELECT UPPER(kind), COUNT(*) FROM events GROUP BY kind')).toEqual([]);
    expect(keysOf('SELECT kind, total FROM events UNION SELECT kind, total FROM events')).toEqual([[0, 1]]);
    expect(keysOf('SELECT kind, total FROM events EXCEPT ALL SELECT kind, total FROM events')).toEqual([]);
    expect(keysOf('SELECT MAX(kind), COUNT(*) FROM events')).toEqual([[]]);
  });
});

describe('a table with a primary key', () => {
  it('keeps what shares a key only where the query has another one', () => {
    expect(sinkOf(`INSERT INTO kinds SELECT * FROM ${counts};`)?.materialize).toBeUndefined();
    expect(sinkOf('INSERT INTO ns SELECT kind, total FROM events;')?.materialize).toBeUndefined();
    expect(sinkOf(`INSERT INTO ns SELECT * FROM ${counts};`)?.materialize).toEqual({ rowKey: [0], ttlMs: 0 });
    const never = "SET 'table.exec.sink.upsert-materialize' = 'NONE';";
    expect(sinkOf(`${never} INSERT INTO ns SELECT * FROM ${counts};`)?.materialize).toBeUndefined();
  });

  it('says which columns must not be NULL, and what happens', () => {
    const drop = "SET 'table.exec.sink.not-null-enforcer' = 'DROP';";
    expect(sinkOf(`${drop} INSERT INTO kinds SELECT * FROM ${counts};`)?.notNull).toEqual({
      columns: [0],
      otherwise: 'DROP',
    });
    expect(sinkOf('INSERT INTO kinds SELECT id, 1 FROM events;')?.notNull).toBeUndefined();
  });
});

describe('a table of files', () => {
  it('takes no row that may be taken back', () => {
    expect(refusalOf('INSERT INTO totals SELECT kind, SUM(price), COUNT(*) FROM events GROUP BY kind;')).toMatch(
      /^SQL_UPDATES_NOT_ALLOWED query\.sql:1:1 table totals \(filesystem\) takes new rows only/,
    );
  });
});
