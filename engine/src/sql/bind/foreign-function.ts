/** Functions that a script may well ask for and that are not here: what to write in their place. */
import type { SourceSpan } from '../../errors/sql-error.ts';
import { refuse } from './refuse.ts';

interface Absence {
  readonly reason: string;
  readonly hint: string;
}

const random = (name: string): Absence => ({
  reason: `${name} would give another answer on a replay`,
  hint: 'derive the value from the row, for instance by MD5',
});
const variant: Absence = {
  reason: 'there is no VARIANT type here',
  hint: 'JSON_VALUE, JSON_QUERY and JSON_EXISTS read JSON text',
};
const structured: Absence = { reason: 'there are no structured types here', hint: 'ROW(a, b) makes a row' };

/** Functions that Flink has and Millrace has not. */
const ABSENT: Readonly<Record<string, Absence>> = {
  RAND: random('RAND'),
  RAND_INTEGER: random('RAND_INTEGER'),
  UUID: random('UUID'),
  PARSE_JSON: variant,
  TRY_PARSE_JSON: variant,
  OBJECT_OF: structured,
  OBJECT_UPDATE: structured,
  APPROX_COUNT_DISTINCT: {
    reason: 'APPROX_COUNT_DISTINCT does not run over a stream, in Flink neither',
    hint: 'COUNT(DISTINCT value) is exact',
  },
  PERCENTILE_CONT: {
    reason: 'PERCENTILE_CONT does not run over a stream, in Flink neither',
    hint: 'write PERCENTILE(value, 0.5)',
  },
  PERCENTILE_DISC: {
    reason: 'PERCENTILE_DISC does not run over a stream, in Flink neither',
    hint: 'write PERCENTILE(value, 0.5)',
  },
};

/** Names of other dialects, and how Flink says the same. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  LENGTH: 'CHAR_LENGTH(text)',
  LEN: 'CHAR_LENGTH(text)',
  NVL: 'COALESCE(value, replacement)',
  ISNULL: 'value IS NULL, or COALESCE(value, replacement)',
  LCASE: 'LOWER(text)',
  UCASE: 'UPPER(text)',
  STRPOS: 'POSITION(search IN text)',
  CHARINDEX: 'POSITION(search IN text)',
  TO_CHAR: 'DATE_FORMAT(timestamp, pattern), or CAST(value AS STRING)',
  DATE_TRUNC: 'FLOOR(timestamp TO HOUR)',
  DATE_ADD: "timestamp + INTERVAL '1' DAY",
  DATE_SUB: "timestamp - INTERVAL '1' DAY",
  DATEADD: 'TIMESTAMPADD(DAY, count, timestamp)',
  DATEDIFF: 'TIMESTAMPDIFF(DAY, earlier, later)',
  DATE_DIFF: 'TIMESTAMPDIFF(DAY, earlier, later)',
  DAY: 'DAYOFMONTH(time), or EXTRACT(DAY FROM time)',
  GETDATE: 'CURRENT_TIMESTAMP',
  SYSDATE: 'CURRENT_TIMESTAMP',
  STRING_AGG: "LISTAGG(text, ',')",
  GROUP_CONCAT: "LISTAGG(text, ',')",
  ANY_VALUE: 'FIRST_VALUE(value)',
  ARRAY_LENGTH: 'CARDINALITY(array)',
  SIZE: 'CARDINALITY(array or map)',
  COUNT_IF: 'COUNT(*) FILTER (WHERE condition)',
  COUNTIF: 'COUNT(*) FILTER (WHERE condition)',
  SUM_IF: 'SUM(value) FILTER (WHERE condition)',
  SUMIF: 'SUM(value) FILTER (WHERE condition)',
  MEDIAN: 'PERCENTILE(value, 0.5)',
  REGEXP_LIKE: 'REGEXP(text, regex)',
  REGEXP_MATCHES: 'REGEXP(text, regex)',
  TO_JSON: 'JSON_STRING(value)',
  GET_JSON_OBJECT: 'JSON_VALUE(json, path)',
  JSON_EXTRACT: 'JSON_VALUE(json, path), or JSON_QUERY(json, path)',
  SAFE_CAST: 'TRY_CAST(value AS type)',
  TRUNC: 'TRUNCATE(number, digits)',
  POW: 'POWER(number, number)',
  UNIX_MILLIS: 'UNIX_TIMESTAMP() * 1000',
  FROM_UNIX_MILLIS: 'TO_TIMESTAMP_LTZ(number, 3)',
};

/** Refuses a function that is known not to be here; gives back for any other name. */
export function refuseForeignFunction(name: string, span: SourceSpan): void {
  const upper = name.toUpperCase();
  const absence = Object.hasOwn(ABSENT, upper) ? ABSENT[upper] : undefined;
  if (absence !== undefined) refuse('SQL_UNSUPPORTED', span, absence.reason, absence.hint);
  const ours = Object.hasOwn(ELSEWHERE, upper) ? ELSEWHERE[upper] : undefined;
  if (ours !== undefined) refuse('SQL_UNKNOWN_FUNCTION', span, `unknown function ${name}`, `Flink SQL has ${ours}`);
}
