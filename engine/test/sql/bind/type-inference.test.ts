/** The types of expressions, as Flink infers them. */
import { describe, expect, it } from 'vitest';
import { typeOf } from '../plan/plan-text.ts';

const cases: readonly (readonly [expression: string, type: string])[] = [
  // Literals
  ['1', 'INT NOT NULL'],
  ['3000000000', 'BIGINT NOT NULL'],
  ['1.50', 'DECIMAL(3, 2) NOT NULL'],
  ['0.5', 'DECIMAL(2, 1) NOT NULL'],
  ['1e3', 'DOUBLE NOT NULL'],
  ["'abc'", 'CHAR(3) NOT NULL'],
  ["DATE '2024-01-15'", 'DATE NOT NULL'],
  ["TIMESTAMP '2024-01-15 10:30:00.000'", 'TIMESTAMP(3) NOT NULL'],
  ["INTERVAL '5' MINUTES", 'INTERVAL SECOND(3) NOT NULL'],
  // Arithmetic
  ['quantity + 1', 'INT'],
  ['quantity + total', 'BIGINT'],
  ['quantity / 2', 'INT'],
  ['total % quantity', 'INT'],
  ['quantity + score', 'DOUBLE'],
  ['price + price', 'DECIMAL(11, 2)'],
  ['price * quantity', 'DECIMAL(21, 2)'],
  ['price / quantity', 'DECIMAL(21, 13)'],
  ['price / price', 'DECIMAL(23, 13)'],
  ['price * score', 'DOUBLE'],
  ['-price', 'DECIMAL(10, 2)'],
  ['ROUND(price, 1)', 'DECIMAL(10, 1)'],
  ['ROUND(price)', 'DECIMAL(9, 0)'],
  ['FLOOR(price)', 'DECIMAL(10, 0)'],
  ['ABS(quantity)', 'INT'],
  ['POWER(quantity, 2)', 'DOUBLE'],
  ['MOD(price, 3)', 'DECIMAL(10, 2)'],
  // Comparison and logic
  ['price > 5', 'BOOLEAN'],
  ["id = 'x'", 'BOOLEAN NOT NULL'],
  ["ts > '2024-01-15 00:00:00'", 'BOOLEAN'],
  ["quantity < '3'", 'BOOLEAN'],
  ['userId IS NULL', 'BOOLEAN NOT NULL'],
  ['price IS DISTINCT FROM 1.00', 'BOOLEAN NOT NULL'],
  ["kind IN ('a', 'b')", 'BOOLEAN'],
  // Conditional
  ["CASE WHEN quantity > 1 THEN 'many' ELSE 'one' END", 'VARCHAR(4) NOT NULL'],
  ["CASE WHEN quantity > 1 THEN 'many' END", 'CHAR(4)'],
  ['CASE WHEN quantity > 1 THEN quantity ELSE price END', 'DECIMAL(12, 2)'],
  ["COALESCE(userId, 'nobody')", 'STRING NOT NULL'],
  ['COALESCE(userId, kind)', 'STRING'],
  ['COALESCE(quantity, 1)', 'INT NOT NULL'],
  ['IF(quantity > 1, price, 0)', 'DECIMAL(12, 2)'],
  ['NULLIF(quantity, 0)', 'INT'],
  ['IFNULL(score, 0)', 'DOUBLE NOT NULL'],
  ['GREATEST(quantity, total)', 'BIGINT'],
  // Text
  ["userId || '-' || kind", 'STRING'],
  ['SUBSTRING(id, 1, 3)', 'STRING'],
  ['CHAR_LENGTH(kind)', 'INT'],
  ["SPLIT_INDEX(id, '-', 0)", 'STRING'],
  ["REGEXP_EXTRACT(id, '(a)', 1)", 'STRING'],
  ['MD5(id)', 'CHAR(32) NOT NULL'],
  ['UPPER(id)', 'STRING NOT NULL'],
  // Time
  ['ts', 'TIMESTAMP(3)'],
  ["ts + INTERVAL '1' DAY", 'TIMESTAMP(3)'],
  ['EXTRACT(YEAR FROM ts)', 'BIGINT'],
  ['HOUR(ts)', 'BIGINT'],
  ['FLOOR(ts TO HOUR)', 'TIMESTAMP(3)'],
  ['TIMESTAMPDIFF(SECOND, ts, ts)', 'INT'],
  ['TIMESTAMPADD(MINUTE, 5, ts)', 'TIMESTAMP(3)'],
  ["TIMESTAMPADD(HOUR, 5, DATE '2024-01-15')", 'TIMESTAMP(3) NOT NULL'],
  ["DATE '2024-01-15' + INTERVAL '1' DAY", 'DATE NOT NULL'],
  ["DATE_FORMAT(ts, 'yyyy')", 'STRING'],
  ['TO_TIMESTAMP(id)', 'TIMESTAMP(3)'],
  ['TO_TIMESTAMP_LTZ(total, 3)', 'TIMESTAMP_LTZ(3)'],
  ['CURRENT_TIMESTAMP', 'TIMESTAMP_LTZ(3) NOT NULL'],
  // Casts
  ['CAST(price AS INT)', 'INT'],
  ['TRY_CAST(id AS INT)', 'INT'],
  ['CAST(id AS DECIMAL(5, 1))', 'DECIMAL(5, 1) NOT NULL'],
  // JSON, rows, arrays
  ["JSON_VALUE(id, '$.a')", 'STRING'],
  ["JSON_VALUE(id, '$.a' RETURNING INT)", 'INT'],
  ["JSON_EXISTS(id, '$.a')", 'BOOLEAN'],
  ['place.country', 'STRING'],
  ['events.place.country', 'STRING'],
  ['tags[1]', 'STRING'],
  ['CARDINALITY(tags)', 'INT'],
  ['ARRAY[1, 2.5]', 'ARRAY<DECIMAL(11, 1) NOT NULL> NOT NULL'],
  ["ARRAY_CONTAINS(tags, 'a')", 'BOOLEAN'],
  ["MAP['a', 1]", 'MAP<CHAR(1) NOT NULL, INT NOT NULL> NOT NULL'],
];

describe('the type of an expression', () => {
  it.each(cases)('%s', (expression, type) => {
    expect(typeOf(expression)).toBe(type);
  });
});

const aggregates: readonly (readonly [call: string, type: string])[] = [
  ['COUNT(*)', 'BIGINT NOT NULL'],
  ['COUNT(DISTINCT userId)', 'BIGINT NOT NULL'],
  ['SUM(quantity)', 'INT'],
  ['SUM(total)', 'BIGINT'],
  ['SUM(price)', 'DECIMAL(38, 2)'],
  ['AVG(quantity)', 'INT'],
  ['AVG(price)', 'DECIMAL(38, 6)'],
  ['AVG(score)', 'DOUBLE'],
  ['MIN(ts)', 'TIMESTAMP(3)'],
  ['MAX(id)', 'STRING NOT NULL'],
  ["MAX(id) FILTER (WHERE kind = 'a')", 'STRING'],
  ['LAST_VALUE(kind)', 'STRING'],
  ['LISTAGG(kind)', 'STRING'],
  ['COLLECT(kind)', 'MULTISET<STRING> NOT NULL'],
  ['ARRAY_AGG(kind)', 'ARRAY<STRING>'],
  ['STDDEV_POP(score)', 'DOUBLE'],
];

describe('the type of an aggregate', () => {
  it.each(aggregates)('%s', (call, type) => {
    const query = `(SELECT ${call} AS x FROM TABLE(TUMBLE(TABLE events, DESCRIPTOR(ts), INTERVAL '1' MINUTE))
      GROUP BY window_start, window_end)`;
    expect(typeOf(`x FROM ${query} AS t; SELECT id`)).toBe(type);
  });
});
