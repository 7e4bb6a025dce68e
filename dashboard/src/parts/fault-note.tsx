/** Stands where data would be when it could not be had: what went wrong, and what can be done. */
import { ApiFault } from '../api/api-fault.ts';

interface FaultNoteProps {
  readonly fault: unknown;
  readonly onRetry?: () => void;
}

export function FaultNote({ fault, onRetry }: FaultNoteProps) {
  const fields = fault instanceof ApiFault ? fault.errors : [];
  return (
    <div class="fault" role="alert">
      <p>{faultText(fault)}</p>
      {fields.length > 1 && (
        <ul>
          {fields.map(({ where, what, mend }) => (
            <li key={where + what}>
              {where}: {what}
              {mend === undefined ? '' : `. ${mend}`}
            </li>
          ))}
        </ul>
      )}
      {onRetry && (
        <button type="button" class="button" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  );
}

export function faultText(fault: unknown): string {
  return fault instanceof Error ? fault.message : String(fault);
}
