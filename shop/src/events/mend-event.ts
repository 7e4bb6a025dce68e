/** Changes to a quarantined event: fields set and taken out by their paths. */
import { isForbiddenKey } from './free-form.ts';
import { maskJsonText } from './mask-secrets.ts';

export interface EventChange {
  /** Values by path: `/price`, or `location.country`. */
  readonly set?: Readonly<Record<string, unknown>> | undefined;
  /** Paths to take out. */
  readonly unset?: readonly string[] | undefined;
}

/** Why a change cannot be made, in words for its sender. */
export class MendFault {
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}

/** The changed event as JSON text. @param text the event as it stands. */
export function mendEvent(text: string, { set = {}, unset = [] }: EventChange): string | MendFault {
  const event = parsed(text);
  if (!isObject(event)) return new MendFault('it is no JSON object: replay it with a whole event as the body instead');
  for (const [path, value] of Object.entries(set)) {
    const fault = change(event, stepsOf(path), (holder, key) => {
      holder[key] = value;
    });
    if (fault !== undefined) return new MendFault(`${path} ${fault}`);
  }
  for (const path of unset) {
    const fault = change(event, stepsOf(path), (holder, key) => {
      delete holder[key];
    });
    if (fault !== undefined) return new MendFault(`${path} ${fault}`);
  }
  return JSON.stringify(event);
}

/** What was changed, for the entry's history: secrets are masked, and what is long is cut short. */
export function describeChange({ set = {}, unset = [] }: EventChange): string {
  // As an object of the fields, so that secrets are known by the names of theirs.
  const fields = mendEvent('{}', { set });
  const sets = Object.keys(set).length === 0 || fields instanceof MendFault ? [] : [`set ${maskJsonText(fields)}`];
  const text = [...sets, ...unset.map((path) => `without ${path}`)].join(', ');
  return text.length > LONGEST_NOTE ? `${text.slice(0, LONGEST_NOTE)}…` : text;
}

const LONGEST_NOTE = 500;

type JsonObject = Record<string, unknown>;

/** Makes what is missing on the way. */
function change(
  event: JsonObject,
  steps: readonly string[],
  act: (holder: JsonObject, key: string) => void,
): string | undefined {
  const last = steps.at(-1);
  if (last === undefined || last === '') return 'is no path: write /price or location.country';
  if (steps.some(isForbiddenKey)) return 'is not a name that a field may have';
  let holder = event;
  for (const step of steps.slice(0, -1)) {
    const inner = holder[step] ?? {};
    if (!isObject(inner)) return `leads through ${step}, which is no object`;
    holder[step] = inner;
    holder = inner;
  }
  act(holder, last);
  return undefined;
}

/** A JSON pointer (RFC 6901), or names with dots between. */
function stepsOf(path: string): readonly string[] {
  if (!path.startsWith('/')) return path.split('.');
  const steps = path.slice(1).split('/');
  return steps.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
