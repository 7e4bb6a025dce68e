/** What statements other than queries do to a plan. */
import { describe, expect, it } from 'vitest';
import { parseScript } from '../../../src/sql/parse/parse-script.ts';
import { planScript } from '../../../src/sql/plan/plan-script.ts';
import { nodesOfKind, planOf, TABLES } from './plan-text.ts';

const plan = (sql: string) => planScript(parseScript(`${TABLES}${sql}`, 'script.sql'));

describe('a script', () => {
  it('keeps what SET sets and RESET takes back', () => {
    const { settings } = plan("SET 'a' = '1'; SET 'b' = '2'; RESET 'a';");
    expect(settings).toEqual({ b: '2' });
  });

  it('plans EXPLAIN apart from what runs', () => {
    const planned = plan('EXPLAIN SELECT id FROM events; SELECT kind FROM events;');
    expect(planned.explained.map((each) => each.plan.queries[0]?.root.schema[0]?.name)).toEqual(['id']);
    expect(planned.plan.queries.map((query) => query.root.schema[0]?.name)).toEqual(['kind']);
  });

  it('forgets a dropped table, so that its name is free', () => {
    const { catalog } = plan("DROP TABLE totals; CREATE TABLE totals (a INT) WITH ('connector' = 'x');");
    const table = catalog.find('totals');
    expect(table?.kind === 'table' && table.columns.map((column) => column.name)).toEqual(['a']);
  });

  it('passes over CREATE … IF NOT EXISTS of what exists', () => {
    const { catalog } = plan("CREATE TABLE IF NOT EXISTS totals (a INT) WITH ('connector' = 'x');");
    const table = catalog.find('totals');
    expect(table?.kind === 'table' && table.columns.length).toBe(3);
  });

  it('plans over a catalog that it is given', () => {
    const { catalog } = plan('');
    const next = planScript(parseScript('SELECT id FROM events;', 'next.sql'), { catalog });
    expect(next.plan.queries).toHaveLength(1);
  });
});

describe('a table', () => {
  const table = (columns: string, options = '') =>
    `CREATE TABLE t (${columns}) WITH ('connector' = 'log'${options}); SELECT * FROM t;`;

  it('gives its watermark’s delay, strategy and idle timeout to the plan', () => {
    const sql = table(
      "ts TIMESTAMP_LTZ(3), WATERMARK FOR ts AS ts - INTERVAL '5' SECOND",
      ", 'scan.watermark.emit.strategy' = 'on-event', 'scan.watermark.idle-timeout' = '1 min'",
    );
    const [watermark] = nodesOfKind(planOf(sql), 'watermark');
    expect([watermark?.emit, watermark?.idleTimeoutMs]).toEqual(['on-event', 60_000]);
  });

  it('takes the idle timeout of SET where it names none', () => {
    const sql = `SET 'table.exec.source.idle-timeout' = '10 s'; ${table('ts TIMESTAMP(3), WATERMARK FOR ts AS ts')}`;
    const [watermark] = nodesOfKind(planOf(sql), 'watermark');
    expect(watermark?.idleTimeoutMs).toBe(10_000);
  });

  it('tells the connector the keys of its metadata columns', () => {
    const sql = table("a INT, arrived TIMESTAMP_LTZ(3) METADATA FROM 'timestamp' VIRTUAL, part INT METADATA");
    const [scan] = nodesOfKind(planOf(sql), 'scan');
    expect(scan?.table.metadataKeys).toEqual({ arrived: 'timestamp', part: 'part' });
    expect(scan?.table.schema.map((field) => field.name)).toEqual(['a', 'arrived', 'part']);
  });

  it('takes no virtual metadata and no computed column as a sink', () => {
    const sql = `CREATE TABLE s (a INT, b AS a + 1, arrived TIMESTAMP_LTZ(3) METADATA VIRTUAL, key INT METADATA)
      WITH ('connector' = 'log'); INSERT INTO s SELECT quantity, quantity FROM events;`;
    expect(planOf(sql.replace('key INT', 'k INT')).queries[0]?.root.schema.map((field) => field.name)).toEqual([
      'a',
      'k',
    ]);
  });

  it('makes the columns of its primary key NOT NULL', () => {
    const [query] = planOf(table('a INT, b INT, PRIMARY KEY (b) NOT ENFORCED')).queries;
    expect(query?.root.schema.map((field) => field.type.nullable)).toEqual([true, false]);
  });
});

describe('INSERT with a column list', () => {
  it('puts values where the list says, and NULL where it says nothing', () => {
    const [query] = planOf('INSERT INTO totals (orders, kind) SELECT total, id FROM events;').queries;
    const input = query?.root.input;
    const values = input?.kind === 'calc' ? input.projections : [];
    expect(
      values.map((each) => (each.kind === 'column' ? each.name : each.kind === 'literal' ? each.value : '?')),
    ).toEqual(['id', null, 'total']);
  });
});
