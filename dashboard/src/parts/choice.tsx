/** A few choices of which one holds, side by side. */
import { useId } from 'preact/hooks';

interface ChoiceProps<Value extends string> {
  /** What is chosen, read aloud. */
  readonly label: string;
  readonly options: readonly (readonly [value: Value, text: string])[];
  /** Null while something else than these holds. */
  readonly value: Value | null;
  readonly onChoose: (value: Value) => void;
}

export function Choice<Value extends string>({ label, options, value, onChoose }: ChoiceProps<Value>) {
  const name = useId();
  return (
    <fieldset class="choice">
      <legend class="unseen">{label}</legend>
      {options.map(([option, text]) => (
        <label key={option} class={option === value ? 'chosen' : ''}>
          <input type="radio" name={name} class="unseen" checked={option === value} onChange={() => onChoose(option)} />
          {text}
        </label>
      ))}
    </fieldset>
  );
}
