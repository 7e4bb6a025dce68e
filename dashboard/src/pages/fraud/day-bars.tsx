/** Decisions of each day as stacked bars, with the same in a table for those who cannot see them. */
import { formatCount } from '../../figures/format.ts';
import { EmptyNote } from '../../parts/panel.tsx';
import type { DecisionDay, Outcome } from './answers.ts';
import { fullDays } from './full-days.ts';
import { OUTCOME_WORDS } from './words.ts';

const OUTCOMES: readonly Outcome[] = ['approve', 'review', 'decline'];
/** Days that are named. */
const NAMES = 5;

interface DayBarsProps {
  readonly days: readonly DecisionDay[];
  /** How many are shown, the newest last. */
  readonly count: number;
}

export function DayBars({ days, count }: DayBarsProps) {
  if (days.length === 0)
    return <EmptyNote>No orders of these days. Each order is decided as it comes, and counted here.</EmptyNote>;
  const most = Math.max(...days.map(({ orders }) => orders));
  const known = new Map(days.map((day) => [day.day, day]));
  const all = fullDays(days.at(-1)?.day ?? '', count);
  return (
    <figure class="day-bars">
      <div class="day-bars-box" aria-hidden="true">
        {all.map((name, index) => (
          <Bar
            key={name}
            name={name}
            day={known.get(name)}
            most={most}
            isNamed={(count - 1 - index) % Math.ceil(count / NAMES) === 0}
          />
        ))}
      </div>
      <p class="timeline-legend" aria-hidden="true">
        {OUTCOMES.map((outcome) => (
          <span key={outcome}>
            <i class={`swatch swatch-${outcome}`} />
            {OUTCOME_WORDS[outcome].toLowerCase()}
          </span>
        ))}
      </p>
      <div class="unseen">
        <table>
          <caption>Decisions by day</caption>
          <tbody>
            {days.map(({ day, approve, review, decline }) => (
              <tr key={day}>
                <th scope="row">{day}</th>
                <td>{approve} approved</td>
                <td>{review} sent to review</td>
                <td>{decline} declined</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </figure>
  );
}

interface BarProps {
  readonly name: string;
  /** Undefined for a day without orders. */
  readonly day: DecisionDay | undefined;
  /** Orders of the fullest day. */
  readonly most: number;
  readonly isNamed: boolean;
}

function Bar({ name, day, most, isNamed }: BarProps) {
  const words = day && `${formatCount(day.orders)} orders, ${day.review} sent to review, ${day.decline} declined`;
  return (
    <div class="day-bar" title={`${name}: ${words ?? 'no orders'}`}>
      <div class="day-bar-stack">
        {day &&
          OUTCOMES.toReversed().map((outcome) => (
            <div key={outcome} class={`bar-${outcome}`} style={{ height: `${(100 * day[outcome]) / most}%` }} />
          ))}
      </div>
      <span>{isNamed ? name.slice(5) : ''}</span>
    </div>
  );
}
