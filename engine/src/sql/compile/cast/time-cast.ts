/** CAST among DATE, TIME, TIMESTAMP and TIMESTAMP_LTZ. The session's time zone is UTC. */
import { dayOfTimestamp, MS_PER_DAY, timeOfTimestamp } from '../../../row/civil-date.ts';
import type { DataType } from '../../../row/data-type.ts';
import type { Converter } from './converter.ts';

/** Undefined when one of the types is no time. */
export function timeConverter(from: DataType, to: DataType): Converter | undefined {
  const toMs = timestampOf(from);
  if (toMs === undefined) return undefined;
  switch (to.kind) {
    case 'DATE':
      return from.kind === 'TIME' ? undefined : (value) => dayOfTimestamp(toMs(Number(value)));
    case 'TIME':
      return from.kind === 'DATE' ? undefined : (value) => cut(timeOfTimestamp(toMs(Number(value))), to.precision);
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ':
      return (value) => cut(toMs(Number(value)), to.precision);
    default:
      return undefined;
  }
}

/** The timestamp of a time value; a TIME is on the first day of the epoch. */
function timestampOf(type: DataType): ((value: number) => number) | undefined {
  switch (type.kind) {
    case 'DATE':
      return (days) => days * MS_PER_DAY;
    case 'TIME':
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ':
      return (ms) => ms;
    default:
      return undefined;
  }
}

function cut(ms: number, precision: number): number {
  if (precision >= 3) return ms;
  const unit = 10 ** (3 - precision);
  return Math.floor(ms / unit) * unit;
}
