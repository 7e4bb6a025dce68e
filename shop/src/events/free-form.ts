/**
 * Cleans what senders add to an event beyond the schema: refuses keys that could reach a prototype, nesting without
 * end and numbers that JSON.parse could not hold, and masks secrets. Values are changed in place: they were parsed
 * for this event alone.
 */
import { isSecretKey, MASK, maskCardNumbers } from './mask-secrets.ts';
import { pointer, type Violation } from './verdict.ts';

/** Levels of objects and arrays that an event may have; the event itself is the first. */
export const MAX_DEPTH = 8;

/** Keys that a careless `target[key] = value` somewhere downstream would turn into an attack. */
export function isForbiddenKey(key: string): boolean {
  return key === '__proto__' || key === 'constructor';
}

/** The violation for such a key; its path points to the key itself. */
export function forbiddenKey(key: string): Violation {
  return { code: 'schema_violation', path: pointer(key), message: `the key ${key} is not allowed` };
}

const FEWEST_CARD_DIGITS = 1e12;
/** Keys of change events whose numbers are as long as card numbers, and none: times, and places in a database's log. */
const CLOCK_KEYS: ReadonlySet<string | number> = new Set(['ts_ms', 'ts_us', 'ts_ns', 'lsn']);

export class FreeFormCleaner {
  /** A lower bound for the characters that the cleaned values take as JSON text. */
  characters = 0;
  violation: Violation | undefined;

  /** Returns the value to keep under `key`. Once `violation` is set the value means nothing. */
  clean(key: string | number, value: unknown, depth: number): unknown {
    if (typeof key === 'string') {
      this.characters += key.length + 3;
      if (isForbiddenKey(key)) return this.#refuse({ ...forbiddenKey(key), path: '' }, key);
      if (value !== null && isSecretKey(key)) return MASK;
    }
    if (typeof value === 'string') return this.#cleanText(key, value);
    if (typeof value === 'number') return this.#cleanNumber(key, value);
    if (typeof value === 'object' && value !== null) return this.#cleanNested(key, value, depth);
    return value;
  }

  #cleanText(key: string | number, value: string): unknown {
    this.characters += value.length + 2;
    if (!value.isWellFormed()) return this.#refuse(LONE_SURROGATE, key);
    return maskCardNumbers(value);
  }

  #cleanNumber(key: string | number, value: number): unknown {
    this.characters += 1;
    if (!Number.isFinite(value)) return this.#refuse(NOT_FINITE, key);
    if (!Number.isInteger(value) || value < FEWEST_CARD_DIGITS) return value;
    if (!Number.isSafeInteger(value)) return this.#refuse(NOT_EXACT, key);
    if (CLOCK_KEYS.has(key)) return value;
    const digits = String(value);
    const masked = maskCardNumbers(digits);
    return masked === digits ? value : masked;
  }

  #cleanNested(key: string | number, value: object, depth: number): unknown {
    if (depth > MAX_DEPTH) return this.#refuse(TOO_DEEP, key);
    if (Array.isArray(value)) {
      for (let index = 0; index < value.length && this.violation === undefined; index++) {
        value[index] = this.clean(index, value[index], depth + 1);
      }
    } else {
      const members = value as Record<string, unknown>;
      for (const name in members) {
        const cleaned = this.clean(name, members[name], depth + 1);
        if (this.violation !== undefined) break;
        members[name] = cleaned;
      }
    }
    return this.violation === undefined ? value : this.#refuse(this.violation, key);
  }

  /** Called once a level on the way out, so that the path grows from the bad value to the event. */
  #refuse(violation: Violation, key: string | number): undefined {
    this.violation = { ...violation, path: pointer(key) + violation.path };
    return undefined;
  }
}

const LONE_SURROGATE: Violation = {
  code: 'schema_violation',
  path: '',
  message: 'must be well-formed Unicode; it holds half of a surrogate pair',
};
const NOT_FINITE: Violation = { code: 'schema_violation', path: '', message: 'must be a number within ±1.8e308' };
const NOT_EXACT: Violation = {
  code: 'schema_violation',
  path: '',
  message: 'must be a whole number within ±(2^53 − 1), or a string',
};
const TOO_DEEP: Violation = {
  code: 'schema_violation',
  path: '',
  message: `must not be nested deeper than ${MAX_DEPTH} levels`,
};

export { LONE_SURROGATE };
