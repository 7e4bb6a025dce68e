/**
 * The control events that bear on decisions, as data: labels, list entries, case updates, rules. The routes check what
 * they send; an event that came by another way and says nothing sensible is undefined, and changes nothing.
 */
import { propertiesOf, type ShopEvent } from '../shop-event.ts';
import { isOrderLabel, type OrderLabel } from './decision.ts';
import { ASKED_ACTIONS, type CaseUpdate, VERDICTS } from './fraud-case.ts';
import { LIST_KINDS, LISTS, type ListChange, listValue } from './fraud-lists.ts';

interface Control {
  readonly eventId: string;
  readonly atMs: number;
}

export type ControlInput =
  | (Control & { readonly kind: 'label'; readonly orderId: string; readonly label: OrderLabel })
  | (Control & { readonly kind: 'list'; readonly change: ListChange })
  | (Control & { readonly kind: 'case'; readonly caseId: string; readonly update: CaseUpdate })
  | (Control & { readonly kind: 'rules'; readonly change: RulesChange });

/** What an event changes of what orders are judged by: a text, or null for what is built in, or undefined for no change. */
export interface RulesChange {
  readonly rules?: string | null;
  readonly model?: string | null;
  /** The tag of the rules that the sender has read: when others are in force by now, nothing changes. */
  readonly seen?: string;
}

export function controlInput(event: ShopEvent): ControlInput | undefined {
  const control = { eventId: event.eventId, atMs: event.receivedMs };
  switch (event.eventType) {
    case 'order_label': {
      const { orderId, status } = event;
      return orderId !== null && isOrderLabel(status)
        ? { kind: 'label', ...control, orderId, label: status }
        : undefined;
    }
    case 'list_entry': {
      const change = listChange(propertiesOf(event));
      return change && { kind: 'list', ...control, change };
    }
    case 'case_update': {
      const properties = propertiesOf(event);
      const update = caseUpdate(properties);
      const caseId = textOf(properties.caseId);
      return update && caseId !== null ? { kind: 'case', ...control, caseId, update } : undefined;
    }
    case 'rules_update':
      return { kind: 'rules', ...control, change: rulesChange(propertiesOf(event)) };
    default:
      return undefined;
  }
}

type Properties = Readonly<Record<string, unknown>>;

function listChange(properties: Properties): ListChange | undefined {
  const list = LISTS.find((name) => name === properties.list);
  const kind = LIST_KINDS.find((name) => name === properties.kind);
  const value = textOf(properties.value);
  if (list === undefined || kind === undefined || value === null) return undefined;
  return {
    list,
    kind,
    value: listValue(kind, value),
    remove: properties.action === 'remove',
    note: textOf(properties.note),
    by: textOf(properties.author),
  };
}

function caseUpdate(properties: Properties): CaseUpdate | undefined {
  const action = ASKED_ACTIONS.find((name) => name === properties.action);
  const verdict = VERDICTS.find((name) => name === properties.verdict) ?? null;
  const assignee = textOf(properties.assignee);
  const note = textOf(properties.note);
  if (action === undefined || (action === 'close' && verdict === null)) return undefined;
  if ((action === 'assign' && assignee === null) || (action === 'note' && note === null)) return undefined;
  const seen = typeof properties.version === 'number' ? properties.version : null;
  return { action, author: textOf(properties.author), assignee, note, verdict, seen };
}

function rulesChange({ rules, model, seen }: Properties): RulesChange {
  const isChange = (value: unknown) => value === null || typeof value === 'string';
  return {
    ...(isChange(rules) ? { rules: rules as string | null } : {}),
    ...(isChange(model) ? { model: model as string | null } : {}),
    ...(typeof seen === 'string' ? { seen } : {}),
  };
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
