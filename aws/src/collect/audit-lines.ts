/** Audited actions and refusals as lines on standard output: the log of a container keeps them. */
import type { NewAuditEntry } from '@millrace/shop/audit/audit-trail.ts';

export type AuditedEntry = NewAuditEntry & { readonly at: string };

/** @param write where they go instead. @param now epoch milliseconds. */
export function auditLines(write: (entry: AuditedEntry) => void = writeLine, now: () => number = Date.now) {
  return {
    record: async (entry: NewAuditEntry) => write({ at: new Date(now()).toISOString(), ...entry }),
  };
}

function writeLine(entry: AuditedEntry): void {
  process.stdout.write(`${JSON.stringify({ audit: entry })}\n`);
}
