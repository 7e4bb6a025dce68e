/** How large a picture is drawn: it scrolls in its box. */

/** Percent. */
const STEPS = [40, 60, 80, 100, 130, 160] as const;
const PLAIN = 80;

/** @param value the percentage in the address. */
export function zoomOf(value: string): number {
  return (STEPS.find((step) => String(step) === value) ?? PLAIN) / 100;
}

interface ZoomProps {
  readonly value: string;
  readonly onZoom: (value: string) => void;
}

/** Steps instead of a wheel: the wheel scrolls the page. */
export function Zoom({ value, onZoom }: ZoomProps) {
  const present = zoomOf(value) * 100;
  const place = STEPS.findIndex((step) => String(step) === String(Math.round(present)));
  const button = (by: -1 | 1, name: string, sign: string) => (
    <button
      type="button"
      class="button"
      aria-label={name}
      disabled={STEPS[place + by] === undefined}
      onClick={() => onZoom(String(STEPS[place + by] ?? PLAIN))}
    >
      {sign}
    </button>
  );
  return (
    // biome-ignore lint/a11y/useSemanticElements: three buttons in a row are no form.
    <div class="zoom" role="group" aria-label="Size of the picture">
      {button(-1, 'Smaller', '−')}
      <output>{Math.round(present)} %</output>
      {button(1, 'Larger', '+')}
    </div>
  );
}
