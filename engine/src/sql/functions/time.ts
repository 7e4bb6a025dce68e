/** Signatures of the functions on dates and times. Units come as literal text, put there by the binder. */
import type { DataType, TimeType } from '../../row/data-type.ts';
import { STRING } from '../../row/data-type.ts';
import type { ScalarFunctionName } from './names.ts';
import type { ArgumentInfo, Parameter, ScalarSignature } from './signature.ts';
import { any, anyInteger, bigint, interval, signature, text, time } from './signature.ts';
import {
  BIGINT,
  DATE,
  INT,
  isInteger,
  isInterval,
  isText,
  isTimestamp,
  TIMESTAMP_3,
  TIMESTAMP_LTZ_3,
} from './type-build.ts';

const CLOCK_TIME: TimeType = { kind: 'TIME', precision: 0, nullable: true };

const now = (name: ScalarFunctionName, type: DataType, spellings: readonly string[] = [name]): ScalarSignature =>
  signature({
    name,
    spellings,
    usage: `${name}()`,
    parameters: [],
    result: type,
    nullability: 'never',
    deterministic: false,
  });

const timeOrInterval: Parameter = (argument) => time(argument) ?? interval(argument);
const timestampOrText: Parameter = (argument) => (isTimestamp(argument.type) ? time(argument) : text(argument));

/** A DATE stays a DATE: what is less than a day does not move it. */
const moved = (name: 'DATETIME_PLUS' | 'DATETIME_MINUS', operator: string): ScalarSignature =>
  signature({
    name,
    spellings: [],
    usage: `time ${operator} INTERVAL`,
    parameters: [time, interval],
    result: ([type]) => type,
  });

/** Whether a TIME, which has no date, has the unit. */
function isTimeOfDay(unit: ArgumentInfo | undefined): boolean {
  return ['HOUR', 'MINUTE', 'SECOND', 'MILLISECOND'].includes(String(unit?.literal));
}

const roundedTime = (name: 'FLOOR_TIME' | 'CEIL_TIME'): ScalarSignature =>
  signature({
    name,
    spellings: [],
    usage: `${name.slice(0, name.indexOf('_'))}(time TO unit)`,
    parameters: [time, text],
    result: ([type], [, unit]) => (type?.kind === 'TIME' && !isTimeOfDay(unit) ? undefined : type),
  });

const parsed = (name: ScalarFunctionName, result: DataType): ScalarSignature =>
  signature({
    name,
    usage: `${name}(text[, format])`,
    parameters: [text, text],
    optional: 1,
    result,
    nullability: 'always',
  });

/** (number[, precision]) or (text[, format[, zone]]). */
const toTimestampLtz = signature({
  name: 'TO_TIMESTAMP_LTZ',
  usage: 'TO_TIMESTAMP_LTZ(number[, 0 or 3]) or TO_TIMESTAMP_LTZ(text[, format[, zone]])',
  parameters: [
    (argument) => (isText(argument.type) ? argument.type : any(argument)),
    (argument) => (isInteger(argument.type) ? anyInteger(argument) : text(argument)),
    text,
  ],
  optional: 2,
  result: ([first, second]) => {
    if (first === undefined || isInterval(first)) return undefined;
    if (isText(first)) return second === undefined || isText(second) ? TIMESTAMP_LTZ_3 : undefined;
    const number = isInteger(first) || first.kind === 'DECIMAL' || first.kind === 'DOUBLE' || first.kind === 'FLOAT';
    return number && (second === undefined || !isText(second)) ? TIMESTAMP_LTZ_3 : undefined;
  },
  nullability: 'always',
  takesBareNull: true,
});

export const timeSignatures = {
  EXTRACT: signature({
    name: 'EXTRACT',
    spellings: [],
    usage: 'EXTRACT(unit FROM time)',
    parameters: [text, timeOrInterval],
    result: ([, type], [unit]) => (type?.kind === 'TIME' && !isTimeOfDay(unit) ? undefined : BIGINT),
  }),
  FLOOR_TIME: roundedTime('FLOOR_TIME'),
  CEIL_TIME: roundedTime('CEIL_TIME'),
  DATETIME_PLUS: moved('DATETIME_PLUS', '+'),
  DATETIME_MINUS: moved('DATETIME_MINUS', '-'),
  TIMESTAMPDIFF: signature({
    name: 'TIMESTAMPDIFF',
    spellings: [],
    usage: 'TIMESTAMPDIFF(unit, time, time)',
    parameters: [text, time, time],
    result: INT,
  }),
  TIME_DIFFERENCE: signature({
    name: 'TIME_DIFFERENCE',
    spellings: [],
    usage: '(time - time) unit',
    parameters: [time, time, text],
    result: ([later, earlier], [, , unit]) => {
      if (later === undefined || later.kind !== earlier?.kind) return undefined;
      const months = unit?.literal === 'YEAR' || unit?.literal === 'MONTH';
      return { kind: months ? 'INTERVAL_YEAR' : 'INTERVAL_DAY', nullable: true };
    },
  }),
  DATE_FORMAT: signature({
    name: 'DATE_FORMAT',
    usage: 'DATE_FORMAT(timestamp, format)',
    parameters: [timestampOrText, text],
    result: STRING,
    nullability: 'always',
  }),
  TO_TIMESTAMP: parsed('TO_TIMESTAMP', TIMESTAMP_3),
  TO_TIMESTAMP_LTZ: toTimestampLtz,
  TO_DATE: parsed('TO_DATE', DATE),
  FROM_UNIXTIME: signature({
    name: 'FROM_UNIXTIME',
    usage: 'FROM_UNIXTIME(seconds[, format])',
    parameters: [bigint, text],
    optional: 1,
    result: STRING,
    nullability: 'always',
  }),
  UNIX_TIMESTAMP: signature({
    name: 'UNIX_TIMESTAMP',
    usage: 'UNIX_TIMESTAMP(text[, format])',
    parameters: [text, text],
    optional: 1,
    result: BIGINT,
  }),
  CONVERT_TZ: signature({
    name: 'CONVERT_TZ',
    usage: 'CONVERT_TZ(text, from zone, to zone)',
    parameters: [text, text, text],
    result: STRING,
    nullability: 'always',
  }),
  CURRENT_TIMESTAMP: now('CURRENT_TIMESTAMP', TIMESTAMP_LTZ_3, ['CURRENT_TIMESTAMP', 'NOW']),
  CURRENT_ROW_TIMESTAMP: now('CURRENT_ROW_TIMESTAMP', TIMESTAMP_LTZ_3),
  LOCALTIMESTAMP: now('LOCALTIMESTAMP', TIMESTAMP_3),
  LOCALTIME: now('LOCALTIME', CLOCK_TIME, ['LOCALTIME', 'CURRENT_TIME']),
  CURRENT_DATE: now('CURRENT_DATE', DATE),
  UNIX_TIMESTAMP_NOW: now('UNIX_TIMESTAMP_NOW', BIGINT, []),
  PROCTIME: now('PROCTIME', { ...TIMESTAMP_LTZ_3, attribute: 'proctime' }),
  CURRENT_WATERMARK: signature({
    name: 'CURRENT_WATERMARK',
    usage: 'CURRENT_WATERMARK(rowtime)',
    parameters: [({ type }) => (isTimestamp(type) && type.attribute === 'rowtime' ? type : undefined)],
    result: ([type]) => type,
    nullability: 'always',
    deterministic: false,
  }),
} as const;
