/** Why an order was sent to review: each reason with its points and what it looked at. */
import { EmptyNote } from '../../parts/panel.tsx';
import type { Decision, Reason } from './answers.ts';
import { factValue } from './fact-text.ts';

interface ReasonListProps {
  readonly reasons: readonly Reason[];
  readonly missing: Decision['missing'];
  readonly currency: string;
}

export function ReasonList({ reasons, missing, currency }: ReasonListProps) {
  if (reasons.length === 0)
    return <EmptyNote>The decision is older than 30 days, and its reasons are no longer kept.</EmptyNote>;
  const byWeight = reasons.toSorted((a, b) => b.weight - a.weight);
  return (
    <>
      <ul class="reasons">
        {byWeight.map((reason) => (
          <li key={`${reason.code} ${reason.value}`}>
            <span class={reason.weight < 0 ? 'reason-weight good' : 'reason-weight'}>{signed(reason.weight)}</span>
            <div>
              <b>{reason.name}</b>
              {reason.facts.length === 0 && reason.value !== null && <p class="quiet">{String(reason.value)}</p>}
              {reason.facts.map((fact) => (
                <p key={fact.signal} class="quiet">
                  {fact.about}: <span class="fact-value">{factValue(fact, currency)}</span>
                </p>
              ))}
            </div>
          </li>
        ))}
      </ul>
      {missing.length > 0 && (
        <details class="missing">
          <summary>
            {missing.length === 1 ? '1 rule' : `${missing.length} rules`} could not be judged for want of something
          </summary>
          <ul>
            {missing.map(({ code, signals }) => (
              <li key={code}>
                <code>{code}</code> lacks {signals.join(', ')}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function signed(weight: number): string {
  return weight > 0 ? `+${weight}` : String(weight).replace('-', '−');
}
