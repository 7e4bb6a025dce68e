/** The flags of `millrace start` that are about the warehouse. */
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import { DEFAULT_WAREHOUSE_SETTINGS, type WarehouseSettings } from '../sinks/warehouse/warehouse-settings.ts';
import { type CommandInput, textFlag } from './command.ts';
import { numberFlag } from './number-flag.ts';

const DAY_MS = 24 * 3_600_000;
const LONGEST_INTERVAL_SECONDS = 3_600;
const LONGEST_RETENTION_DAYS = 36_500;

/** Nothing when it is switched off. @throws MillraceError USAGE. */
export function warehouseOf(input: CommandInput): { readonly warehouse?: WarehouseSettings } {
  const wanted = textFlag(input, 'warehouse') ?? 'on';
  if (wanted === 'off') return {};
  if (wanted !== 'on') throw neither(wanted);
  const intervalMs = numberFlag(input, 'warehouse-interval', 1, LONGEST_INTERVAL_SECONDS) * 1000;
  const retentionMs = numberFlag(input, 'warehouse-retention', 1, LONGEST_RETENTION_DAYS) * DAY_MS;
  return { warehouse: { ...DEFAULT_WAREHOUSE_SETTINGS, intervalMs, retentionMs } };
}

function neither(wanted: string): MillraceError {
  return new MillraceError(`--warehouse is '${wanted}', which is neither on nor off`, {
    code: 'USAGE',
    domain: 'user',
    retry: 'never',
    hint: 'give --warehouse on, --warehouse off, or leave it out: it is on then',
  });
}
