/** One visitor: who it is, the visit as it goes on, and the visits before. */
import { useRoute } from 'preact-iso';
import { useParameter } from '../../address/use-parameter.ts';
import { withQuery } from '../../api/request.ts';
import { useFetched } from '../../api/use-fetched.ts';
import { Loaded } from '../../parts/loaded.tsx';
import { EmptyNote, Panel } from '../../parts/panel.tsx';
import type { UserFacts, Visitor } from './answers.ts';
import { PastVisits } from './past-visits.tsx';
import { Timeline } from './timeline.tsx';
import { VisitorHead } from './visitor-head.tsx';
import { visitorPath } from './words.ts';

const REFRESH_MS = 2_000;
/** What is known of a user changes seldom. */
const FACTS_MS = 15_000;

export function VisitorView() {
  const name = useRoute().params.visitor ?? '';
  const path = `/v1/visitors/${encodeURIComponent(name)}`;
  const fetched = useFetched<Visitor>(path, { everyMs: REFRESH_MS });
  return (
    <Loaded from={fetched} lines={10}>
      {(visitor) => (visitor.known ? <KnownVisitor visitor={visitor} /> : <Unknown name={name} />)}
    </Loaded>
  );
}

/** `from` and `to` in the address choose a visit of the past; without them it is the last one. */
function KnownVisitor({ visitor }: { readonly visitor: Visitor }) {
  const facts = useFetched<UserFacts>(`/v1/users/${encodeURIComponent(visitor.visitor)}`, { everyMs: FACTS_MS });
  const [from] = useParameter('from');
  const [to] = useParameter('to');
  return (
    <div class="stack">
      <VisitorHead visitor={visitor} facts={facts.data} />
      <div class="split visitor-split">
        <TimelinePanel visitor={visitor} from={from} to={to} />
        <PastVisits visitor={visitor.visitor} chosen={from} />
      </div>
    </div>
  );
}

interface TimelinePanelProps {
  readonly visitor: Visitor;
  readonly from: string;
  readonly to: string;
}

/** The visit that runs grows as events come; one of the past stays as it was. */
function TimelinePanel({ visitor, from, to }: TimelinePanelProps) {
  const isPast = from !== '';
  const path = withQuery(`/v1/visitors/${encodeURIComponent(visitor.visitor)}/events`, isPast ? { from, to } : {});
  const isLive = !isPast && visitor.isOpen;
  const title = isPast ? 'A visit of the past' : visitor.isOpen ? 'This visit' : 'The last visit';
  return (
    <Panel
      title={title}
      scope={isLive ? 'as it goes on' : undefined}
      actions={
        isPast && (
          <a class="button" href={visitorPath(visitor.visitor)}>
            The last visit
          </a>
        )
      }
    >
      <Timeline path={path} isLive={isLive} count={isLive ? visitor.visit?.events : undefined} />
    </Panel>
  );
}

/** A name may be anything: it is shown as it was typed. */
function Unknown({ name }: { readonly name: string }) {
  return (
    <Panel title={name}>
      <EmptyNote>
        Nobody has done anything under this name in the last 90 days. Names are whole: a userId, or the anonymousId of a
        visitor who was never signed in.
      </EmptyNote>
    </Panel>
  );
}
