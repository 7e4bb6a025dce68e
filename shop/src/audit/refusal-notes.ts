/** Refused requests on their way into the audit trail: so few a minute that whoever tries keys cannot fill the disk. */
import type { AuditTrail, NewAuditEntry } from './audit-trail.ts';

const MINUTE_MS = 60_000;
const ROWS_A_MINUTE = 60;
const ROWS_OF_ONE_ADDRESS = 10;

export class RefusalNotes {
  readonly #audit: Pick<AuditTrail, 'record'>;
  readonly #now: () => number;
  #minute = 0;
  #rows = 0;
  #omitted = 0;
  /** Rows of this minute by address; no more addresses than rows. */
  readonly #ofAddress = new Map<string, number>();

  constructor(audit: Pick<AuditTrail, 'record'>, now: () => number) {
    this.#audit = audit;
    this.#now = now;
  }

  /** What is left out is counted, and told with the next row. A disk that is full loses refusals, and nothing else. */
  note(refusal: Omit<NewAuditEntry, 'kind' | 'details'>, code: string): void {
    this.#turnMinute();
    const ofAddress = this.#ofAddress.get(refusal.ip ?? '') ?? 0;
    if (this.#rows >= ROWS_A_MINUTE || ofAddress >= ROWS_OF_ONE_ADDRESS) {
      this.#omitted++;
      return;
    }
    this.#rows++;
    this.#ofAddress.set(refusal.ip ?? '', ofAddress + 1);
    const omitted = this.#omitted > 0 ? { omittedBefore: this.#omitted } : {};
    this.#omitted = 0;
    this.#write({ ...refusal, kind: 'access_refused', details: { code, ...omitted } });
  }

  /** The server ends: what was left out is told. */
  flush(): void {
    if (this.#omitted === 0) return;
    const nobody = { ip: null, key: null, action: null, target: null, status: null };
    this.#write({ ...nobody, kind: 'access_refused', details: { omittedBefore: this.#omitted } });
    this.#omitted = 0;
  }

  #turnMinute(): void {
    const minute = Math.floor(this.#now() / MINUTE_MS);
    if (minute === this.#minute) return;
    this.#minute = minute;
    this.#rows = 0;
    this.#ofAddress.clear();
  }

  #write(entry: NewAuditEntry): void {
    this.#audit.record(entry).catch(() => undefined);
  }
}
