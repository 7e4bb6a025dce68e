/** The functions that depend on when: all of them read the arrival time of the row, or the watermark, never a clock. */
import { SqlError } from '../../../../errors/sql-error.ts';
import { MS_PER_DAY } from '../../../../row/civil-date.ts';
import type { ScalarFunctionName } from '../../../functions/names.ts';
import { assign, type CallSite, type FunctionCompiler } from '../../expression-scope.ts';

/** A function of the arrival time in milliseconds. */
function ofArrivalTime(code: (ms: string) => string): FunctionCompiler {
  return (site) => assign(site.scope, 'now', code(given(site, site.scope.processingTime)), false);
}

const currentWatermark: FunctionCompiler = (site) => ({ code: given(site, site.scope.watermark), nullable: true });

function given({ call }: CallSite, code: string | undefined): string {
  if (code !== undefined) return code;
  throw new SqlError(`${call.function} is not available here`, {
    code: 'SQL_UNSUPPORTED',
    span: call.span,
    hint: 'compute it in a column of the table or in the SELECT list of a subquery',
  });
}

const arrivalTime = ofArrivalTime((ms) => ms);

export const clockFunctions = {
  CURRENT_TIMESTAMP: arrivalTime,
  CURRENT_ROW_TIMESTAMP: arrivalTime,
  LOCALTIMESTAMP: arrivalTime,
  PROCTIME: arrivalTime,
  LOCALTIME: ofArrivalTime((ms) => `Math.floor(${ms} % ${MS_PER_DAY} / 1000) * 1000`),
  CURRENT_DATE: ofArrivalTime((ms) => `Math.floor(${ms} / ${MS_PER_DAY})`),
  UNIX_TIMESTAMP_NOW: ofArrivalTime((ms) => `Math.floor(${ms} / 1000)`),
  CURRENT_WATERMARK: currentWatermark,
} satisfies Partial<Record<ScalarFunctionName, FunctionCompiler>>;
