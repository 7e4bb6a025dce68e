/**
 * What orders are judged by at a point of the log. The texts are state, changed by `rules_update` events; what they mean
 * is read once for each text. A text that cannot be read changes nothing: whoever sends one has had it refused before.
 */
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import type { FoldTable, FoldTables } from '@millrace/engine/fold/fold.ts';
import { hashText } from '../alert/fingerprint.ts';
import type { RulesChange } from './control-input.ts';
import { DEFAULT_RULES } from './default-rules.ts';
import { type FraudRules, parseFraudRules } from './fraud-rules.ts';
import type { Judges } from './judge-order.ts';
import { parseRiskModel } from './risk-model.ts';

export interface JudgesText {
  /** Null for the built-in rules. */
  readonly rules: string | null;
  readonly model: string | null;
  /** Since when, in epoch milliseconds; null when nothing was ever changed. */
  readonly sinceMs: number | null;
}

const BUILT_IN: JudgesText = { rules: null, model: null, sinceMs: null };

export class JudgesInForce {
  readonly #texts: FoldTable<JudgesText>;
  #read: { readonly text: JudgesText; readonly judges: Judges } | undefined;

  constructor(tables: FoldTables) {
    this.#texts = tables.table('score.judges');
  }

  get text(): JudgesText {
    return this.#texts.get('judges') ?? BUILT_IN;
  }

  get judges(): Judges {
    const { text } = this;
    if (this.#read?.text !== text) this.#read = { text, judges: judgesOf(text) };
    return this.#read.judges;
  }

  /** False, and nothing has changed, when a text cannot be read, or other rules are in force than the sender has seen. */
  change({ rules, model, seen }: RulesChange, atMs: number): boolean {
    const { text } = this;
    if (seen !== undefined && seen !== rulesTag(text)) return false;
    const changed = {
      rules: rules === undefined ? text.rules : rules,
      model: model === undefined ? text.model : model,
      sinceMs: atMs,
    };
    try {
      judgesOf(changed);
    } catch (error) {
      if (error instanceof MillraceError) return false;
      throw error;
    }
    this.#texts.put('judges', changed);
    return true;
  }
}

/** Stands for a text of rules: who has read it can say so. */
export function rulesTag({ rules }: Pick<JudgesText, 'rules'>): string {
  return hashText(rules ?? DEFAULT_RULES);
}

/** @throws RulesError, MillraceError MODEL_INVALID. */
export function judgesOf({ rules, model }: Pick<JudgesText, 'rules' | 'model'>): Judges {
  return {
    rules: rules === null ? builtInRules() : parseFraudRules(rules),
    model: model === null ? null : parseRiskModel(model),
  };
}

let readBuiltIn: FraudRules | undefined;

/** Read once: they are the same for everyone. */
function builtInRules(): FraudRules {
  readBuiltIn ??= parseFraudRules(DEFAULT_RULES);
  return readBuiltIn;
}
