/** The reasons of an order in one line, the weightiest first. */

interface ReasonNamesProps {
  readonly reasons: readonly { readonly code: string; readonly name: string }[];
}

export function ReasonNames({ reasons }: ReasonNamesProps) {
  const names = reasons.map(({ name }) => name).join(' · ');
  return <span title={names}>{names === '' ? '–' : names}</span>;
}
