/** The orders of buyer, device, card and address on a line of time, each outcome with a shape of its own. */
import { formatClockWithSeconds, formatMoment } from '../../figures/format.ts';
import type { KeyHistory } from './answers.ts';
import { type Timeline, type TimelineMark, type TimelineRow, timelineOf } from './timeline-marks.ts';
import { KIND_WORDS, OUTCOME_WORDS } from './words.ts';

/** Below this a time of day needs its seconds. */
const SHORT_MS = 3_600_000;

interface HistoryTimelineProps {
  readonly history: readonly KeyHistory[];
  readonly orderId: string;
}

/** Decoration: the tables below say the same. */
export function HistoryTimeline({ history, orderId }: HistoryTimelineProps) {
  const timeline = timelineOf(history, orderId);
  return (
    <div class="timeline" aria-hidden="true">
      {timeline.rows.map((row) => (
        <Row key={row.kind} row={row} />
      ))}
      <Axis timeline={timeline} />
      <Legend />
    </div>
  );
}

/** Marks stand by share, whatever the width is. */
function Row({ row }: { readonly row: TimelineRow }) {
  return (
    <>
      <span class="timeline-name">{KIND_WORDS[row.kind]}</span>
      <svg class="timeline-track" aria-hidden="true">
        <line class="timeline-line" x1="0" x2="100%" y1="15" y2="15" />
        {row.marks.map((mark) => (
          <svg
            key={mark.orderId}
            class="timeline-place"
            aria-hidden="true"
            x={`${(2 + mark.place * 96).toFixed(2)}%`}
            y="15"
          >
            <Mark mark={mark} />
          </svg>
        ))}
      </svg>
    </>
  );
}

interface MarkProps {
  readonly mark: Pick<TimelineMark, 'outcome' | 'isFraud' | 'isOwn'> & Partial<TimelineMark>;
}

/** A circle was approved, a triangle is in review, a square was declined; a ring around it turned out to be fraud. */
function Mark({ mark: { outcome, isFraud, isOwn, order } }: MarkProps) {
  return (
    <g class={`mark mark-${outcome}${isOwn ? ' own' : ''}`}>
      {order && (
        <title>{`${order.orderId}, ${formatMoment(Date.parse(order.receivedAt))}: ${OUTCOME_WORDS[outcome]}, ${order.score} points`}</title>
      )}
      {outcome === 'approve' && <circle r={4.5} />}
      {outcome === 'review' && <path d="M0 -5.5 5.5 4.5H-5.5Z" />}
      {outcome === 'decline' && <rect x={-4.5} y={-4.5} width={9} height={9} />}
      {isFraud && <circle class="mark-fraud" r={9} />}
      {isOwn && <path class="mark-own" d="M0 -13v3" />}
    </g>
  );
}

function Axis({ timeline: { fromMs, toMs } }: { readonly timeline: Timeline }) {
  const format = toMs - fromMs < SHORT_MS ? formatClockWithSeconds : formatMoment;
  return (
    <p class="timeline-axis">
      <span>{format(fromMs)}</span>
      <span>{format(toMs)}</span>
    </p>
  );
}

const SHOWN = [
  ['approve', false, 'approved'],
  ['review', false, 'review'],
  ['decline', false, 'declined'],
  ['decline', true, 'fraud'],
] as const;

function Legend() {
  return (
    <p class="timeline-legend">
      {SHOWN.map(([outcome, isFraud, word]) => (
        <span key={word}>
          <svg viewBox="-11 -11 22 22" aria-hidden="true">
            <Mark mark={{ outcome, isFraud, isOwn: false }} />
          </svg>
          {word}
        </span>
      ))}
    </p>
  );
}
