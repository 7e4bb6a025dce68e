/** Events by which people decide over others or over what orders are judged by, as entries of the audit trail. */
import { CONTROL_TYPES } from '@millrace/shop/events/event-types.ts';
import { propertiesOf, type ShopEvent } from '@millrace/shop/functions/shop-event.ts';
import type { DatedAuditEntry } from './decision-output.ts';

/** Properties that say what was decided by whom; texts of rules and names of people are left out. */
const TOLD = [
  'action',
  'author',
  'caseId',
  'createdBy',
  'kind',
  'list',
  'silenceId',
  'fingerprint',
  'verdict',
] as const;

/** Undefined for events that decide nothing. */
export function controlAudit(event: ShopEvent): DatedAuditEntry | undefined {
  if (!CONTROL_TYPES.has(event.eventType)) return undefined;
  const isForgotten = event.eventType === 'user_forget';
  return {
    at: new Date(event.receivedMs).toISOString(),
    kind: isForgotten ? 'user_forgotten' : 'admin_action',
    ip: event.ip,
    key: null,
    action: event.eventType,
    target: event.orderId,
    status: null,
    details: { eventId: event.eventId, ...(isForgotten ? {} : toldOf(event)) },
  };
}

function toldOf(event: ShopEvent): Readonly<Record<string, string>> {
  const properties = propertiesOf(event);
  const told = TOLD.flatMap((name) => {
    const value = properties[name];
    return typeof value === 'string' ? [[name, value] as const] : [];
  });
  return { ...Object.fromEntries(told), ...(event.status === null ? {} : { status: event.status }) };
}
