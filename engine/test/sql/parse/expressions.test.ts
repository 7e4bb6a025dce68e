/** Expressions: what binds how, canonical printing, and that printing loses nothing. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SqlError } from '../../../src/errors/sql-error.ts';
import { formatExpression } from '../../../src/sql/parse/format-expression.ts';
import { formatQuery } from '../../../src/sql/parse/format-query.ts';
import { parseExpression, parseScript } from '../../../src/sql/parse/parse-script.ts';
import { withoutSpans } from './without-spans.ts';

const CANONICAL: readonly (readonly [string, string])[] = [
  ['a or b and not c = 1', 'a OR b AND NOT c = 1'],
  ['(a or b) and c', '(a OR b) AND c'],
  ['a - (b - c) - d', 'a - (b - c) - d'],
  ['a + b * -c % 2 || d', 'a + b * -c % 2 || d'],
  ['a BETWEEN b OR c AND d', 'a BETWEEN (b OR c) AND d'],
  ['a LIKE b LIKE c', 'a LIKE (b LIKE c)'],
  ['a < b = ANY (SELECT 1)', 'a < b = ANY (SELECT 1)'],
  ['a = b IS NULL', 'a = b IS NULL'],
  ['(a IS NULL) = b', '(a IS NULL) = b'],
  ['x NOT BETWEEN SYMMETRIC 1 AND 2 + 1 AND y', 'x NOT BETWEEN SYMMETRIC 1 AND 2 + 1 AND y'],
  ["a LIKE 'x!%' ESCAPE '!' OR b SIMILAR TO 'c'", "a LIKE 'x!%' ESCAPE '!' OR b SIMILAR TO 'c'"],
  ['a NOT IN (1, 2) AND b IN (SELECT c FROM t)', 'a NOT IN (1, 2) AND b IN (SELECT c FROM t)'],
  ['a > SOME (SELECT 1) AND EXISTS (SELECT 1)', 'a > ANY (SELECT 1) AND EXISTS (SELECT 1)'],
  ['a IS NOT DISTINCT FROM b', 'a IS NOT DISTINCT FROM b'],
  ['x IS NOT JSON OBJECT', 'x IS NOT JSON OBJECT'],
  ['case x when 1 then 2 end', 'CASE x WHEN 1 THEN 2 END'],
  ['CASE x WHEN 1, 2 THEN 3 END', 'CASE x WHEN 1 THEN 3 WHEN 2 THEN 3 END'],
  ['INTERVAL 5 MINUTES', "INTERVAL '5' MINUTE"],
  ['FIRST_VALUE(a) IGNORE NULLS FILTER (WHERE b)', 'FIRST_VALUE(a) IGNORE NULLS FILTER (WHERE b)'],
  ['TRY_CAST(a AS NUMERIC(10,2))', 'TRY_CAST(a AS DECIMAL(10, 2))'],
  ['EXTRACT(minute FROM ts)', 'EXTRACT(MINUTE FROM ts)'],
  ['CEILING(ts TO HOUR)', 'CEIL(ts TO HOUR)'],
  ['POSITION(a IN b)', 'POSITION(a IN b)'],
  ['SUBSTRING(a FROM 2 FOR 3)', 'SUBSTRING(a, 2, 3)'],
  ["OVERLAY(a PLACING 'x' FROM 2)", "OVERLAY(a PLACING 'x' FROM 2)"],
  ['TRIM(a)', 'TRIM(BOTH FROM a)'],
  ["TRIM(LEADING 'x' FROM a)", "TRIM(LEADING 'x' FROM a)"],
  ['TIMESTAMPDIFF(SQL_TSI_DAY, a, b)', 'TIMESTAMPDIFF(DAY, a, b)'],
  ["INTERVAL -'1 10' DAYS(3) TO HOUR", "INTERVAL -'1 10' DAY(3) TO HOUR"],
  ["TIMESTAMP '2024-01-15 10:00:00'", "TIMESTAMP '2024-01-15 10:00:00'"],
  ["U&'\\00e9' || x'0aff' || 'it''s'", "'é' || x'0AFF' || 'it''s'"],
  ['1.50 + 1e3 + .5', '1.50 + 1e3 + .5'],
  ["ARRAY[1, 2][1] + MAP['a', 1]['a']", "ARRAY[1, 2][1] + MAP['a', 1]['a']"],
  ['(a, b) = ROW(1, 2)', 'ROW(a, b) = ROW(1, 2)'],
  ['f(x).a.b + (t.r).c', 'f(x).a.b + (t.r).c'],
  ['current_timestamp + `order`.`a b`', 'current_timestamp + `order`.`a b`'],
  [
    "JSON_VALUE(x, '$.a' RETURNING INT NULL ON EMPTY DEFAULT -1 ON ERROR)",
    "JSON_VALUE(x, '$.a' RETURNING INT NULL ON EMPTY DEFAULT -1 ON ERROR)",
  ],
  [
    "JSON_QUERY(x, '$' WITH ARRAY WRAPPER EMPTY ARRAY ON ERROR)",
    "JSON_QUERY(x, '$' WITH UNCONDITIONAL WRAPPER EMPTY ARRAY ON ERROR)",
  ],
  ["JSON_EXISTS(x, '$' TRUE ON ERROR)", "JSON_EXISTS(x, '$' TRUE ON ERROR)"],
  ["JSON_OBJECT('a' VALUE 1 ABSENT ON NULL)", "JSON_OBJECT(KEY 'a' VALUE 1 ABSENT ON NULL)"],
  ['JSON_ARRAY(1, 2 NULL ON NULL)', 'JSON_ARRAY(1, 2 NULL ON NULL)'],
  [
    'LISTAGG(DISTINCT a) WITHIN GROUP (ORDER BY b) FILTER (WHERE c)',
    'LISTAGG(DISTINCT a) WITHIN GROUP (ORDER BY b) FILTER (WHERE c)',
  ],
  [
    'SUM(x) OVER (PARTITION BY a ORDER BY ts ROWS 5 PRECEDING)',
    'SUM(x) OVER (PARTITION BY a ORDER BY ts ROWS BETWEEN 5 PRECEDING AND CURRENT ROW)',
  ],
  ['- -1', '-(-1)'],
  ['((SELECT 1) UNION (SELECT 2))', '((SELECT 1) UNION (SELECT 2))'],
  ['((SELECT 1) + 1)', '(SELECT 1) + 1'],
];

describe('canonical SQL', () => {
  test.each(CANONICAL)('%s', (text, canonical) => {
    const tree = parseExpression(text, 'e.sql');
    expect(formatExpression(tree)).toBe(canonical);
    expect(withoutSpans(parseExpression(canonical, 'e.sql'))).toEqual(withoutSpans(tree));
  });
});

const leaf = fc.constantFrom(
  'a',
  't.b',
  '`order`',
  '1',
  '1.50',
  '2e3',
  "'it''s'",
  'NULL',
  'TRUE',
  "INTERVAL '1' DAY",
  'CURRENT_DATE',
  'COUNT(*)',
);
const { expression } = fc.letrec<{ expression: string }>((tie) => {
  const e = tie('expression');
  const infix = fc.constantFrom(
    'OR',
    'AND',
    '=',
    '<>',
    '<=',
    '+',
    '-',
    '*',
    '/',
    '%',
    '||',
    'IS DISTINCT FROM',
    'NOT LIKE',
  );
  return {
    expression: fc.oneof(
      { maxDepth: 4, depthIdentifier: 'expression' },
      leaf,
      fc.tuple(e, infix, e).map(([a, operator, b]) => `${a} ${operator} ${b}`),
      e.map((a) => `(${a})`),
      e.map((a) => `(NOT ${a})`),
      e.map((a) => `(- ${a})`),
      e.map((a) => `(${a}) IS NOT NULL`),
      e.map((a) => `(${a})[1].f`),
      fc.tuple(e, e).map(([a, b]) => `f(${a}, ${b})`),
      fc.tuple(e, e).map(([a, b]) => `CASE WHEN ${a} THEN ${b} ELSE 0 END`),
      fc.tuple(e, e, e).map(([a, b, c]) => `(${a}) BETWEEN (${b}) AND (${c})`),
      fc.tuple(e, e).map(([a, b]) => `((${a}) IN (${b}, (SELECT x FROM t WHERE ${b})))`),
      e.map((a) => `CAST(${a} AS ARRAY<INT>)`),
      e.map((a) => `JSON_VALUE(${a}, '$.x' RETURNING INT)`),
    ),
  };
});

test('parsing what was printed gives the same tree', () => {
  fc.assert(
    fc.property(expression, (text) => {
      const tree = parseExpression(text, 'p.sql');
      expect(withoutSpans(parseExpression(formatExpression(tree), 'p.sql'))).toEqual(withoutSpans(tree));
    }),
    { numRuns: 500 },
  );
});

const QUERIES = [
  "SELECT JSON_QUERY(a, '$' RETURNING ARRAY<STRING> WITH CONDITIONAL WRAPPER NULL ON EMPTY EMPTY OBJECT ON ERROR), JSON_VALUE(a, '$' RETURNING INT DEFAULT 1 ON EMPTY ERROR ON ERROR), JSON_OBJECT('a' VALUE JSON_ARRAY(1, b ABSENT ON NULL) NULL ON NULL), JSON_OBJECTAGG(KEY a VALUE b), JSON_ARRAYAGG(c NULL ON NULL), JSON_EXISTS(a, '$' UNKNOWN ON ERROR) FROM t",
  "SELECT SUM(x) FILTER (WHERE y) OVER (w PARTITION BY a, b ORDER BY ts DESC NULLS LAST RANGE BETWEEN INTERVAL '1' DAY PRECEDING AND CURRENT ROW), LAG(x, 1) IGNORE NULLS OVER w, COUNT(*) OVER (ORDER BY ts ROWS UNBOUNDED PRECEDING) FROM t WINDOW w AS (PARTITION BY a)",
  "SELECT * FROM t MATCH_RECOGNIZE (PARTITION BY k ORDER BY ts MEASURES FINAL LAST(A.x) AS x, A.y + 1 AS y ONE ROW PER MATCH AFTER MATCH SKIP TO LAST B PATTERN (^ A? (B | {- C -})*? PERMUTE(D, E) $) WITHIN INTERVAL '1' HOUR SUBSET S = (A, B) DEFINE B AS B.x > PREV(B.x, 1)) AS m (a, b)",
  "SELECT CAST(a AS ROW<x INT NOT NULL, `order` MAP<STRING, ARRAY<DECIMAL(10, 2) NOT NULL>> 'c'>), TRY_CAST(b AS TIMESTAMP(3) WITH LOCAL TIME ZONE), CAST(c AS INTERVAL DAY(2) TO SECOND(3)), CAST(d AS INT ARRAY MULTISET) FROM t",
  'SELECT a.*, 1 AS x FROM a, b LEFT JOIN (c JOIN d USING (k)) ON a.k = b.k WHERE a.x > 1 GROUP BY CUBE (a, (b, c)) QUALIFY ROW_NUMBER() OVER w = 1',
  "SELECT * FROM TABLE(CUMULATE(TABLE t, DESCRIPTOR(ts), INTERVAL '1' HOUR, INTERVAL '1' DAY)) AS w (a, b)",
  'SELECT * FROM t MATCH_RECOGNIZE (ORDER BY ts ALL ROWS PER MATCH AFTER MATCH SKIP TO NEXT ROW PATTERN ((A B)+? (C* | D?){2,}) DEFINE A AS TRUE)',
  'WITH x (a) AS (VALUES (1), (2)) (SELECT a FROM x ORDER BY a LIMIT 1) UNION SELECT 2 EXCEPT ALL SELECT 3',
];
test.each(QUERIES)('a printed query parses to the same tree: %s', (text) => {
  const query = () => parseScript(text, 'q.sql')[0];
  const tree = query();
  if (tree?.kind !== 'select-statement') throw new Error('expected a query');
  expect(withoutSpans(parseScript(formatQuery(tree.query), 'q.sql'))).toEqual(withoutSpans([tree]));
});

const STATEMENTS = [
  "CREATE TABLE t (a INT NOT NULL COMMENT 'x', b ROW<c STRING, d MAP<INT, BYTES>>, e AS a + 1, f TIMESTAMP_LTZ(3) METADATA FROM 'ts' VIRTUAL, WATERMARK FOR f AS f - INTERVAL '5' SECOND, CONSTRAINT k PRIMARY KEY (a) NOT ENFORCED) COMMENT 'y' PARTITIONED BY (a) WITH ('connector' = 'log', 'x' = 'y') LIKE s (EXCLUDING ALL)",
  "CREATE TEMPORARY VIEW IF NOT EXISTS v (a) COMMENT 'c' AS SELECT 1; DROP VIEW IF EXISTS v; SET 'a' = 'b'; RESET 'a'",
  "EXECUTE STATEMENT SET BEGIN INSERT INTO a (x, y) SELECT 1, 2; INSERT INTO b VALUES (1, 'x'); END; CREATE FUNCTION f AS 'g' LANGUAGE JAVA",
];

const PIECES = fc.constantFrom(
  '(',
  ')',
  ',',
  ';',
  "'",
  '`',
  '/*',
  '*/',
  '--',
  '.',
  '[',
  '<',
  '=',
  'SELECT',
  'END',
  'timestamp',
  'INTERVAL',
  '1',
  'NOT',
  '"',
  '::',
  '{',
  '\n',
);
test('any text either parses or throws SqlError', () => {
  const mutated = fc
    .tuple(fc.constantFrom(...QUERIES, ...STATEMENTS), fc.nat(), fc.nat(8), PIECES)
    .map(([text, at, cut, piece]) => {
      const place = at % text.length;
      return `${text.slice(0, place)} ${piece} ${text.slice(place + cut)}`;
    });
  const noise = fc.array(PIECES, { maxLength: 30 }).map((pieces) => pieces.join(' '));
  fc.assert(
    fc.property(fc.oneof(mutated, noise, fc.string({ unit: 'binary' })), (text) => {
      try {
        parseScript(text, 'fuzz.sql');
      } catch (error) {
        if (!(error instanceof SqlError)) throw error;
        expect(error.span.line).toBeGreaterThan(0);
      }
    }),
    { numRuns: 2_000 },
  );
});
