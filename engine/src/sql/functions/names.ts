/**
 * The closed list of canonical function names, each with its meaning: what a CallExpression or an AggregateCall may
 * name, and what the compiler must implement. SQL spellings map to them in the family files beside this one.
 *
 * What an implementation may rely on, because the binder has seen to it:
 *
 * F1. Numeric arguments of PLUS … MOD are either all DECIMAL (each of its own precision and scale) or all of the call's
 *     own result kind. Compared arguments are all of one kind; DECIMALs may differ in scale, CHAR and VARCHAR may mix.
 * F2. Results have exactly the call's type: a DECIMAL result is rounded half up to `type.scale`, and is NULL when it
 *     does not fit `type.precision`.
 * F3. NULL in any argument gives NULL unless the meaning below says otherwise.
 * F4. `unit` arguments are string literals: MILLISECOND SECOND MINUTE HOUR DAY WEEK MONTH QUARTER YEAR DECADE CENTURY
 *     MILLENNIUM DOW ISODOW DOY ISOYEAR EPOCH MICROSECOND NANOSECOND.
 * F5. Positions in texts and arrays count from 1. Texts count in code points.
 */

export const scalarFunctionMeanings = {
  // Comparison
  EQUALS: 'a = b',
  NOT_EQUALS: 'a <> b',
  LESS: 'a < b',
  LESS_OR_EQUAL: 'a <= b',
  GREATER: 'a > b',
  GREATER_OR_EQUAL: 'a >= b',
  IS_DISTINCT_FROM: '(a, b): they differ, NULL being equal to NULL; never NULL',
  IS_NOT_DISTINCT_FROM: '(a, b): they are equal, NULL being equal to NULL; never NULL',
  IS_NULL: 'a IS NULL; never NULL',
  IS_NOT_NULL: 'a IS NOT NULL; never NULL',
  IN: '(a, b1, b2 …): a = b1 OR a = b2 …, with three-valued logic',
  GREATEST: '(a, b …): the largest',
  LEAST: '(a, b …): the smallest',

  // Logic
  AND: '(a, b …): three-valued; two or more arguments',
  OR: '(a, b …): three-valued; two or more arguments',
  NOT: 'NOT a',
  IS_TRUE: 'a IS TRUE; never NULL',
  IS_NOT_TRUE: 'a IS NOT TRUE; never NULL',
  IS_FALSE: 'a IS FALSE; never NULL',
  IS_NOT_FALSE: 'a IS NOT FALSE; never NULL',

  // Arithmetic
  PLUS: 'a + b, numbers or intervals of one kind',
  MINUS: 'a - b, numbers or intervals of one kind',
  TIMES: 'a * b; also interval * number, the interval first',
  DIVIDE: 'a / b; integers truncate towards zero; an integer or decimal divided by zero is an error, as in Flink',
  MOD: '(a, b): the remainder, with the sign of a',
  NEGATE: '-a, a number or an interval',
  ABS: '(a)',
  CEIL: '(a): the smallest integer not below a',
  FLOOR: '(a): the largest integer not above a',
  ROUND: '(a, digits INT): half up, away from zero; digits may be missing (0) or negative',
  TRUNCATE: '(a, digits INT): towards zero; digits may be missing (0) or negative',
  SIGN: '(a): -1, 0 or 1 in the type of a',
  POWER: '(a DOUBLE, b DOUBLE)',
  SQRT: '(a DOUBLE)',
  EXP: '(a DOUBLE)',
  LN: '(a DOUBLE)',
  LOG: '(base DOUBLE, a DOUBLE); one argument is LN',
  LOG10: '(a DOUBLE)',
  LOG2: '(a DOUBLE)',
  SIN: '(a DOUBLE)',
  COS: '(a DOUBLE)',
  TAN: '(a DOUBLE)',
  COT: '(a DOUBLE)',
  ASIN: '(a DOUBLE)',
  ACOS: '(a DOUBLE)',
  ATAN: '(a DOUBLE)',
  ATAN2: '(y DOUBLE, x DOUBLE)',
  SINH: '(a DOUBLE)',
  COSH: '(a DOUBLE)',
  TANH: '(a DOUBLE)',
  DEGREES: '(a DOUBLE)',
  RADIANS: '(a DOUBLE)',
  PI: '()',
  E: '()',
  BIN: '(a BIGINT): two’s complement binary digits without leading zeros',
  UNHEX: '(text): the bytes of hexadecimal digits; NULL when it has others',
  HEX: '(a BIGINT or VARCHAR): upper-case hexadecimal digits of the number or of the UTF-8 bytes',

  // Text
  UPPER: '(text)',
  LOWER: '(text)',
  INITCAP: '(text): each word’s first letter upper, the others lower; words are runs of letters and digits',
  CHAR_LENGTH: '(text): code points',
  CONCAT: '(text …): NULL when one is NULL',
  TEXT_SUM: 'text || text: NULL when one is NULL',
  CONCAT_WS: '(separator, text …): skips NULL texts, is NULL when the separator is',
  SUBSTRING: '(text, start INT, length INT): length may be missing; a negative start counts from the end',
  LEFT: '(text, length INT)',
  RIGHT: '(text, length INT)',
  BTRIM: '(text, characters): removes any of the characters (a space when missing) from both ends',
  TRIM: '(text, characters): the same, as TRIM([BOTH] [characters FROM] text)',
  LTRIM: '(text, characters): from the start; also TRIM(LEADING …)',
  RTRIM: '(text, characters): from the end; also TRIM(TRAILING …)',
  LPAD: '(text, length INT, pad): NULL when length is negative or pad is empty and needed',
  RPAD: '(text, length INT, pad): likewise',
  REPLACE: '(text, search, replacement): every occurrence',
  REPEAT: '(text, count INT)',
  REVERSE: '(text)',
  TRANSLATE:
    '(text, from, to): character by character; characters of from beyond to are removed; NULL for from or to is the empty text',
  OVERLAY: '(text, replacement, start INT, length INT): length may be missing (that of the replacement)',
  POSITION: '(search, text, start INT): first position, 0 when absent; start may be missing',
  INSTR: '(text, search, start INT, nth INT): the last two may be missing',
  LOCATE: '(search, text, start INT): start may be missing',
  ASCII: '(text): code of the first character, 0 for the empty text',
  CHR: '(code BIGINT): the character of code modulo 256; the empty text when negative',
  SPLIT_INDEX: '(text, separator or character code, index INT from 0): NULL when out of range',
  SPLIT: '(text, separator): ARRAY<VARCHAR>; an empty separator splits into characters',
  STR_TO_MAP: '(text, pair separator, key separator): MAP<VARCHAR, VARCHAR>; separators default to , and =',
  STARTSWITH: '(text, prefix): also of bytes',
  ENDSWITH: '(text, suffix): also of bytes',
  ELT: '(index INT, text …): NULL when out of range',
  PRINTF:
    '(format, value …): Java’s Formatter: `%d %5.2f %-8s %x`; a NULL prints null; NULL when the format does not fit the values',
  IS_ALPHA: '(text): only letters and at least one; FALSE for a NULL text and for what is no text',
  IS_DIGIT: '(text): only digits and at least one; FALSE for a NULL text, TRUE for what is no text but a number',
  IS_DECIMAL: '(text): a number; FALSE for a NULL text, TRUE for what is no text but a number',
  TO_BASE64: '(text or bytes): a text by its UTF-8 bytes',
  FROM_BASE64: '(text or bytes)',
  ENCODE: '(text, charset): VARBINARY',
  DECODE: '(bytes, charset): VARCHAR',
  URL_ENCODE: '(text): application/x-www-form-urlencoded',
  URL_DECODE: '(text): NULL when malformed',
  PARSE_URL: '(url, part, key): part is HOST PATH QUERY REF PROTOCOL FILE AUTHORITY USERINFO; key only with QUERY',
  LIKE: '(text, pattern, escape): escape may be missing',
  SIMILAR: '(text, pattern, escape): SIMILAR TO; escape may be missing',

  // Regular expressions, in Java’s syntax
  REGEXP: '(text, regex): finds a match anywhere',
  REGEXP_EXTRACT: '(text, regex, group INT): group may be missing (0); NULL when there is no match',
  REGEXP_EXTRACT_ALL: '(text, regex, group INT): ARRAY<VARCHAR>; group may be missing (1)',
  REGEXP_REPLACE: '(text, regex, replacement): every match',
  REGEXP_COUNT: '(text, regex)',
  REGEXP_INSTR: '(text, regex): position of the first match, 0 when absent',
  REGEXP_SUBSTR: '(text, regex): the first match, NULL when absent',

  // Hashes: lower-case hexadecimal of the UTF-8 bytes
  MD5: '(text or bytes)',
  SHA1: '(text or bytes)',
  SHA224: '(text or bytes)',
  SHA256: '(text or bytes)',
  SHA384: '(text or bytes)',
  SHA512: '(text or bytes)',
  SHA2: '(text or bytes, bits INT): bits is 224, 256, 384 or 512',

  // Time. Without a zone in the call, text and TIMESTAMP_LTZ meet in the local time zone, which is UTC
  EXTRACT:
    '(unit, DATE, TIME, TIMESTAMP, TIMESTAMP_LTZ or interval): BIGINT; DOW is 1 (Sunday) to 7, ISODOW 1 (Monday)',
  FLOOR_TIME: '(time, unit): FLOOR(time TO unit)',
  CEIL_TIME: '(time, unit): CEIL(time TO unit)',
  DATETIME_PLUS:
    '(DATE, TIME, TIMESTAMP or TIMESTAMP_LTZ, interval); months clamp to the month’s last day; whole days alone move a DATE',
  DATETIME_MINUS: '(DATE, TIME, TIMESTAMP or TIMESTAMP_LTZ, interval)',
  TIMESTAMPDIFF: '(unit, a, b): whole units from a to b, truncated towards zero',
  TIME_DIFFERENCE: '(later, earlier, unit): the time between them as an interval; months for YEAR and MONTH',
  DATE_FORMAT: '(TIMESTAMP, TIMESTAMP_LTZ or VARCHAR, format): Java’s DateTimeFormatter patterns',
  TO_TIMESTAMP: '(text, format): TIMESTAMP(3); format defaults to yyyy-MM-dd HH:mm:ss; NULL when it does not parse',
  TO_TIMESTAMP_LTZ: '(number, digits INT: 0 seconds, 3 milliseconds) or (text, format, zone): TIMESTAMP_LTZ(3)',
  TO_DATE: '(text, format): format defaults to yyyy-MM-dd; NULL when it does not parse',
  FROM_UNIXTIME: '(seconds BIGINT, format): format defaults to yyyy-MM-dd HH:mm:ss',
  UNIX_TIMESTAMP: '(text, format): seconds as BIGINT; format defaults to yyyy-MM-dd HH:mm:ss',
  CONVERT_TZ: '(text yyyy-MM-dd HH:mm:ss, from zone, to zone)',
  CURRENT_TIMESTAMP: '(): TIMESTAMP_LTZ(3), the row’s arrival time; not deterministic',
  CURRENT_ROW_TIMESTAMP: '(): likewise',
  LOCALTIMESTAMP: '(): TIMESTAMP(3), likewise',
  LOCALTIME: '(): TIME(0), likewise',
  CURRENT_DATE: '(): DATE, likewise',
  UNIX_TIMESTAMP_NOW: '(): seconds of the arrival time as BIGINT; SQL’s UNIX_TIMESTAMP() without arguments',
  PROCTIME: '(): TIMESTAMP_LTZ(3), the row’s arrival time; not deterministic',
  CURRENT_WATERMARK: '(rowtime): the watermark so far, NULL before the first; not deterministic',

  // Conditional. IF, NULLIF and CASE become CaseExpressions; IFNULL becomes COALESCE
  COALESCE: '(a, b …): the first that is not NULL',

  // Functions of the user
  USER_CALL: '(class name literal, value …): the registered function of that class; the binder sets the type',

  // JSON; paths are string literals. `behaviour` literals say what an empty result and an error give
  JSON_EXISTS: '(json, path, on error: TRUE FALSE UNKNOWN ERROR)',
  JSON_VALUE:
    '(json, path, on empty: NULL ERROR DEFAULT, empty default, on error: likewise, error default): cast to the type',
  JSON_QUERY:
    '(json, path, wrapper: WITHOUT CONDITIONAL UNCONDITIONAL, on empty: NULL ERROR EMPTY_ARRAY EMPTY_OBJECT, on error): VARCHAR or ARRAY<VARCHAR>',
  JSON_OBJECT: '(on null: NULL ABSENT, key, value, key, value …): VARCHAR',
  JSON_ARRAY: '(on null: NULL ABSENT, value …): VARCHAR',
  JSON_STRING: '(value): any value as JSON text',
  JSON_QUOTE: '(text): as a JSON string',
  JSON_UNQUOTE: '(json): the text of a JSON string; what is not valid JSON comes back unchanged',
  JSON: '(text): JSON to be put as it is into JSON_OBJECT or JSON_ARRAY',
  IS_JSON: '(text, type: VALUE OBJECT ARRAY SCALAR): FALSE for NULL',

  // Rows, arrays, maps
  ROW: '(a …): NULL fields are fields',
  FIELD: '(row, index literal INT from 0): the field',
  ARRAY: '(a …): NULL elements are elements',
  MAP: '(key, value, key, value …)',
  ITEM: '(array, position INT) or (map, key): NULL when absent',
  ELEMENT: '(array): the only element; NULL when empty, an error when there are more',
  CARDINALITY: '(array or map): INT',
  ARRAY_CONTAINS: '(array, element): NULL elements equal NULL',
  ARRAY_POSITION: '(array, element): 0 when absent',
  ARRAY_APPEND: '(array, element)',
  ARRAY_PREPEND: '(array, element)',
  ARRAY_REMOVE: '(array, element): every occurrence',
  ARRAY_DISTINCT: '(array): keeps the first of equals',
  ARRAY_REVERSE: '(array)',
  ARRAY_SLICE: '(array, start INT, end INT): both inclusive, negative from the end; end may be missing',
  ARRAY_SORT: '(array, ascending BOOLEAN, nulls first BOOLEAN): default TRUE and the value of ascending',
  ARRAY_UNION: '(array, array): distinct',
  ARRAY_EXCEPT: '(array, array)',
  ARRAY_INTERSECT: '(array, array): distinct',
  ARRAY_CONCAT: '(array …)',
  ARRAY_MAX: '(array): NULL elements are left out',
  ARRAY_MIN: '(array): NULL elements are left out',
  ARRAY_JOIN: '(array of text, delimiter, replacement for NULL): NULLs are left out without it',
  MAP_KEYS: '(map): ARRAY',
  MAP_VALUES: '(map): ARRAY',
  MAP_ENTRIES: '(map): ARRAY<ROW<key, value>>',
  MAP_FROM_ARRAYS: '(keys, values): an error when their lengths differ',
  MAP_UNION: '(map …): later entries win',
} as const satisfies Readonly<Record<string, string>>;

/**
 * F6. An aggregate skips rows whose first argument is NULL unless said otherwise, and is NULL over no rows.
 */
export const aggregateFunctionMeanings = {
  COUNT: '(): rows; (a): rows where a is not NULL. Never NULL: 0 over no rows',
  SUM: '(a): in the call’s type; an integer overflow is an error',
  SUM0: '(a): as SUM, but 0 over no rows',
  AVG: '(a): in the call’s type; integers truncate, DECIMALs round half up',
  MIN: '(a)',
  MAX: '(a)',
  FIRST_VALUE: '(a): of the first row that has one, in arrival order',
  LAST_VALUE: '(a): of the last row that has one, in arrival order',
  LISTAGG: '(text, separator literal): separator is always given (a comma when SQL gives none)',
  COLLECT: '(a): MULTISET',
  ARRAY_AGG: '(a): ARRAY, NULLs included',
  JSON_OBJECTAGG:
    '(key, value as JSON text): a JSON object; a key that is NULL or there twice is an error, a NULL text is left out',
  JSON_ARRAYAGG: '(value as JSON text): a JSON array in arrival order',
  PERCENTILE:
    '(a, percentage from 0 to 1 or an ARRAY of them, frequency): DOUBLE or ARRAY<DOUBLE>, between the two nearest values; a value counts `frequency` times',
  STDDEV_POP: '(a): in the call’s type',
  STDDEV_SAMP: '(a): NULL for one row',
  VAR_POP: '(a)',
  VAR_SAMP: '(a): NULL for one row',
} as const satisfies Readonly<Record<string, string>>;

export type ScalarFunctionName = keyof typeof scalarFunctionMeanings;
export type AggregateFunctionName = keyof typeof aggregateFunctionMeanings;

/** Whether a name is one that expressions may call. */
export function isScalarFunctionName(name: string): name is ScalarFunctionName {
  return Object.hasOwn(scalarFunctionMeanings, name);
}

/** Whether a name is one that aggregates may call. */
export function isAggregateFunctionName(name: string): name is AggregateFunctionName {
  return Object.hasOwn(aggregateFunctionMeanings, name);
}
