/** What a reason looked at, for people: each signal with what it measures, so that a page can write it out. */
import { type Static, Type } from 'typebox';
import { aboutSignal } from '../functions/score/condition-words.ts';
import type { Reason } from '../functions/score/decision.ts';
import { isSignalName, SIGNALS } from '../functions/score/signals.ts';

const SignalValue = Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()]);

export const Fact = Type.Object({
  signal: Type.String(),
  about: Type.String({ description: 'What is measured, in words.' }),
  kind: Type.Enum(['number', 'money', 'seconds', 'text', 'flag']),
  value: SignalValue,
});
export type Fact = Static<typeof Fact>;

export const ReasonWithFacts = Type.Object({
  code: Type.String(),
  name: Type.String(),
  weight: Type.Integer(),
  value: SignalValue,
  facts: Type.Array(Fact),
});
export type ReasonWithFacts = Static<typeof ReasonWithFacts>;

export function reasonWithFacts({ code, name, weight, value, details }: Reason): ReasonWithFacts {
  const facts = Object.entries(details).flatMap(([signal, found]) => factOf(signal, found) ?? []);
  return { code, name, weight, value, facts };
}

/** Undefined for what is no signal, such as the kind of a list. */
function factOf(signal: string, value: Fact['value']): Fact | undefined {
  if (!isSignalName(signal)) return undefined;
  return { signal, about: aboutSignal(signal), kind: factKind(signal), value };
}

function factKind(signal: keyof typeof SIGNALS): Fact['kind'] {
  return signal.endsWith('Seconds') ? 'seconds' : SIGNALS[signal].kind;
}
