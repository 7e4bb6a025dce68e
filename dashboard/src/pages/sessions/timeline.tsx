/** Events of a visit in the order in which they happened, the newest on top while it runs. */
import { useFetched } from '../../api/use-fetched.ts';
import { formatCountry } from '../../figures/format.ts';
import { moneyText } from '../../figures/money-text.ts';
import { useLive } from '../../live/live-provider.tsx';
import { useReloadOn } from '../../live/use-reload-on.ts';
import { Loaded } from '../../parts/loaded.tsx';
import { EmptyNote } from '../../parts/panel.tsx';
import { TimeText } from '../../parts/time-text.tsx';
import type { VisitorEvent, VisitorEvents } from './answers.ts';
import { doneWords, kindOf, subjectOf } from './words.ts';

/** The server looks through its log for each answer. */
const NEWS_MS = 2_000;
/** While the visit runs: an event by a clock that is ahead shows when its time has come, which nothing tells. */
const REFRESH_MS = 15_000;

interface TimelineProps {
  readonly path: string;
  readonly isLive: boolean;
  /** How many events there are, as far as is known: asked for anew when it changes. */
  readonly count: number | undefined;
}

export function Timeline({ path, isLive, count }: TimelineProps) {
  const fetched = useFetched<VisitorEvents>(path, isLive ? { everyMs: REFRESH_MS } : {});
  useReloadOn([count], fetched.reload, NEWS_MS);
  return (
    <Loaded from={fetched} lines={8}>
      {({ items, complete }) => (
        <>
          {!complete && (
            <p class="table-note" role="note">
              Earlier events of this time may be missing: they are not kept any more, or too many to look through.
            </p>
          )}
          {items.length === 0 ? (
            <EmptyNote>No event of this time is kept.</EmptyNote>
          ) : (
            <ol class="visit-events" aria-label={isLive ? 'Events, the newest first' : 'Events'}>
              {(isLive ? items.toReversed() : items).map((event) => (
                <TimelineEvent key={event.eventId} event={event} />
              ))}
            </ol>
          )}
        </>
      )}
    </Loaded>
  );
}

/** When, what, to what; and behind “All” everything that the event came with. */
function TimelineEvent({ event }: { readonly event: VisitorEvent }) {
  const currency = useLive((state) => state.currency);
  const subject = subjectOf(event);
  const facts = factsOf(event, currency);
  return (
    <li class={`visit-event visit-event-${kindOf(event.eventType)}`}>
      <TimeText at={event.timestamp} as="clock" />
      <span class="visit-event-what">
        <span class="visit-event-done">{doneWords(event.eventType, event.productId !== null)}</span>{' '}
        {subject !== null && <b title={subject}>{subject}</b>}
        {facts.length > 0 && <small>{facts.join(' · ')}</small>}
      </span>
      <details class="visit-event-all">
        <summary>All</summary>
        <dl class="facts">
          {Object.entries(told(event)).map(([name, value]) => (
            <div key={name} class="facts-row">
              <dt>{name}</dt>
              <dd>{typeof value === 'string' ? value : JSON.stringify(value)}</dd>
            </div>
          ))}
        </dl>
      </details>
    </li>
  );
}

/** What stands below what was done. */
function factsOf(event: VisitorEvent, currency: string): readonly string[] {
  const { price, quantity, orderId, status, category, country, anonymousId, userId, eventType } = event;
  const amount =
    price === null ? null : `${quantity !== null && quantity > 1 ? `${quantity} × ` : ''}${moneyText(price, currency)}`;
  const facts = [
    amount,
    category,
    orderId === null ? null : `order ${orderId}`,
    status,
    eventType === 'session_start' && country !== null ? formatCountry(country) : null,
    userId === null && anonymousId !== null ? `as ${anonymousId}` : null,
  ];
  return facts.filter((fact) => fact !== null);
}

/** Everything that the event came with. */
function told({ properties, ...fields }: VisitorEvent): Readonly<Record<string, unknown>> {
  const given = Object.entries(fields).filter(([, value]) => value !== null);
  return { ...Object.fromEntries(given), ...properties };
}
