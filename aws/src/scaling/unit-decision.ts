/**
 * How many units (KPUs) the SQL should run on now. Pure: what it has told minute by minute goes in, the next step comes out.
 * Managed Flink's own scaling knows processors alone, and waits for a quarter of an hour: a sale is over by then.
 *
 * U1. Up when records wait too long three minutes in a row and what is behind is not being caught up with anyway; and, as
 *     Managed Flink itself does, when processors have been busy for a quarter of an hour.
 * U2. Each step restarts the application from a snapshot, so after one nothing is decided before it can have caught up.
 * U3. Down only when for six hours on these units no record has waited too long, and half of them would have been enough
 *     for the hottest minute. What more units told says nothing of these.
 * U4. A step doubles or halves, within the profile's bounds.
 * U5. Where nothing is told, nothing is done: the alarm on that is for people.
 */

/** What the application told of a minute; undefined where it told nothing. */
export interface UnitLoad {
  /** How far its reading of the stream is behind. */
  readonly behindMs?: number | undefined;
  /** The busiest container, in per cent. */
  readonly processors?: number | undefined;
}

export interface UnitSettings {
  readonly least: number;
  readonly most: number;
  /** Records may wait so long. */
  readonly lagSeconds: number;
}

export interface UnitView {
  readonly units: number;
  /** Since the application was changed last, by whomever. */
  readonly unchangedMinutes: number;
  /** Of each minute, the newest last; QUIET_MINUTES of them when as many are known. */
  readonly loads: readonly UnitLoad[];
}

export interface UnitDecision {
  readonly units: number;
  /** In words, for the log. */
  readonly reason: string;
  /** The step is due, but the profile has no more units: somebody must be told. */
  readonly blocked: boolean;
}

/** So many minutes are looked at. */
export const QUIET_MINUTES = 360;
const LATE_MINUTES = 3;
const BUSY_MINUTES = 15;
const BUSY_PERCENT = 75;
/** Half the units would be at twice that. */
const IDLE_PERCENT = 30;
/** A restart takes one or two minutes, and what has come meanwhile is to be caught up with. */
const SETTLE_MINUTES = 10;
/** What is behind may take so long, at the pace of the last minutes, before more units are better. */
const CATCH_UP_MINUTES = 15;
/** A restart after a failure or two leave gaps in six hours. */
const KNOWN_SHARE = 0.9;

export function decideUnits(view: UnitView, settings: UnitSettings): UnitDecision {
  const { units, unchangedMinutes } = view;
  const { least, most } = settings;
  if (unchangedMinutes < SETTLE_MINUTES) return stay(units, 'it was changed a moment ago');
  const why = reasonForMore(view, settings);
  if (why !== undefined) {
    if (units < most) return { units: Math.min(units * 2, most), reason: why, blocked: false };
    return { units, reason: `${why}, but ${most} units are the most`, blocked: true };
  }
  const half = Math.max(Math.ceil(units / 2), least);
  if (half < units && isQuiet(view, settings))
    return { units: half, reason: `half are enough for ${QUIET_MINUTES / 60} hours`, blocked: false };
  return stay(units, 'they are enough');
}

/** U1. */
function reasonForMore({ loads }: UnitView, { lagSeconds }: UnitSettings): string | undefined {
  const behind = loads.slice(-LATE_MINUTES).map(({ behindMs = 0 }) => behindMs);
  const isLate = behind.length === LATE_MINUTES && behind.every((ms) => ms > lagSeconds * 1_000);
  if (isLate && !isCatchingUp(behind)) return 'records wait too long';
  const busy = loads.slice(-BUSY_MINUTES);
  if (busy.length === BUSY_MINUTES && busy.every(({ processors = 0 }) => processors >= BUSY_PERCENT))
    return 'processors are busy';
  return undefined;
}

/** @param behind of some minutes, the newest last. */
function isCatchingUp(behind: readonly number[]): boolean {
  const [first = 0] = behind;
  const last = behind.at(-1) ?? 0;
  const pace = (first - last) / (behind.length - 1);
  return pace > 0 && last / pace <= CATCH_UP_MINUTES;
}

/** U3. */
function isQuiet({ unchangedMinutes, loads }: UnitView, { lagSeconds }: UnitSettings): boolean {
  const told = loads.filter(({ behindMs, processors }) => behindMs !== undefined && processors !== undefined);
  return (
    unchangedMinutes >= QUIET_MINUTES &&
    told.length >= QUIET_MINUTES * KNOWN_SHARE &&
    told.every(({ behindMs = 0, processors = 0 }) => behindMs <= lagSeconds * 1_000 && processors < IDLE_PERCENT)
  );
}

function stay(units: number, reason: string): UnitDecision {
  return { units, reason, blocked: false };
}
