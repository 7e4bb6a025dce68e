/** How far back the chart of revenue goes. */

interface RangeChoiceProps {
  readonly hours: number;
  readonly onChoose: (hours: number) => void;
}

const CHOICES = [1, 3, 12, 24];

export function RangeChoice({ hours, onChoose }: RangeChoiceProps) {
  return (
    <fieldset class="choice">
      <legend class="unseen">Hours shown</legend>
      {CHOICES.map((choice) => (
        <label key={choice} class={choice === hours ? 'chosen' : ''}>
          <input
            type="radio"
            name="hours"
            class="unseen"
            checked={choice === hours}
            onChange={() => onChoose(choice)}
          />
          {choice}h
        </label>
      ))}
    </fieldset>
  );
}
