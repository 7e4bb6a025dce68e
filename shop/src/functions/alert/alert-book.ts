/**
 * Which alerts there are, and when which of them are told: grouping, deduplication, silences, inhibition and resolution
 * as Alertmanager does them (its dispatcher, notification log and inhibitor).
 *
 * B1. An alert is its labels. Firing again what fires already changes what is said of it, not when it began.
 * B2. A group is first told `groupWaitMs` after its first alert, and looked at every `groupIntervalMs` from then on.
 * B3. A look gives a notification when an alert fires that the last one did not tell of, when one that it told of is
 *     resolved, or when the group still fires `repeatIntervalMs` after the last one. Otherwise it gives none.
 * B4. An alert that a silence or another alert keeps back is not told. That one is over which was told to fire is told
 *     always, so that what has been opened on its account is closed.
 * B5. A resolved alert leaves its group at the next look, told or not; an empty group ends.
 */
import type { AcknowledgementWord } from './acknowledgement.ts';
import { type Alert, type Finding, isResolved, type Labels } from './alert.ts';
import { type AlertSession, ONLY } from './alert-session.ts';
import type { AlertSettings } from './alert-settings.ts';
import { type AlertGroup, type AlertIndex, EMPTY_INDEX, type Member } from './alert-state.ts';
import { alertOutput, forgottenSilence, silenceOutput } from './alert-views.ts';
import { fingerprintOf } from './fingerprint.ts';
import { countMembers, oldestMember } from './group-members.ts';
import { matchesAll } from './matcher.ts';
import { type GroupMember, groupKeyOf, notificationOutput } from './notification.ts';
import { type Silence, silencedBy, withSilence } from './silence.ts';

/** A group holds so many alerts at most; what comes then ends the one that began first. */
export const MAX_GROUP_ALERTS = 2_000;
/** With so many groups, further alerts are told together in one more. */
export const MAX_GROUPS = 1_000;
const OTHERS = '{}:{}';

/** Opened for one input. */
export class AlertBook {
  readonly #session: AlertSession;
  readonly #settings: AlertSettings;
  #index: AlertIndex;

  constructor(session: AlertSession, settings: AlertSettings) {
    this.#session = session;
    this.#settings = settings;
    this.#index = session.get('alert-index', ONLY) ?? EMPTY_INDEX;
  }

  note(findings: readonly Finding[], nowMs: number): void {
    for (const finding of findings) {
      if (finding.status === 'firing') this.#fire(finding, nowMs);
      else this.#resolve(fingerprintOf(finding.labels), finding.atMs, nowMs);
    }
  }

  /** Looks at every group whose time has come, the earliest first. */
  tick(nowMs: number): void {
    const due = Object.entries(this.#index.dueMs).filter(([, dueMs]) => dueMs <= nowMs);
    due.sort(([leftKey, left], [rightKey, right]) => left - right || (leftKey < rightKey ? -1 : 1));
    for (const [key, dueMs] of due) this.#look(key, dueMs, nowMs);
  }

  /** Sets, changes or ends a silence; the alerts say at once what keeps them back. */
  silence(silence: Silence, nowMs: number): void {
    const before = this.#index.silences;
    const silences = withSilence(before, silence);
    const kept = new Set(silences.map(({ id }) => id));
    this.#setIndex({ silences });
    for (const { id } of before) if (!kept.has(id)) this.#session.output(forgottenSilence(id));
    if (kept.has(silence.id)) this.#session.output(silenceOutput(silence));
    for (const key of Object.keys(this.#index.dueMs)) this.#review(key, nowMs);
  }

  /** Notes who has a firing alert in hand; what is over, or has begun anew, is nobody's. */
  acknowledge({ fingerprint, startsMs, acknowledged }: AcknowledgementWord, nowMs: number): void {
    const alert = this.#session.get('alert-alerts', fingerprint);
    if (!alert || alert.startsMs !== startsMs || isResolved(alert, nowMs)) return;
    this.#store({ ...alert, acknowledged }, nowMs);
  }

  #fire(finding: Extract<Finding, { status: 'firing' }>, nowMs: number): void {
    const { labels, annotations, atMs, endsMs } = finding;
    const fingerprint = fingerprintOf(labels);
    const known = this.#session.get('alert-alerts', fingerprint);
    const goesOn = known !== undefined && !isResolved(known, atMs);
    if (known && !goesOn) this.#show(known, nowMs);
    const startsMs = goesOn ? known.startsMs : atMs;
    const groupKey = known?.groupKey ?? this.#groupKey(labels);
    if (this.#inhibits(labels)) this.#setIndex({ inhibitors: { ...this.#index.inhibitors, [fingerprint]: labels } });
    const alert: Alert = {
      fingerprint,
      labels,
      annotations,
      startsMs,
      endsMs,
      suppressedBy: null,
      acknowledged: goesOn ? known.acknowledged : null,
      groupKey,
      shown: 'firing',
    };
    this.#join(alert, { atMs, nowMs });
    this.#store(alert, nowMs);
  }

  #groupKey(labels: Labels): string {
    const key = groupKeyOf(labels, this.#settings.groupBy);
    const isFull = !(key in this.#index.dueMs) && Object.keys(this.#index.dueMs).length >= MAX_GROUPS;
    return isFull ? OTHERS : key;
  }

  #join(alert: Alert, at: { readonly atMs: number; readonly nowMs: number }): void {
    const { fingerprint, startsMs, endsMs, groupKey } = alert;
    const group = this.#session.get('alert-groups', groupKey) ?? this.#newGroup(alert, at.atMs);
    const known = group.members[fingerprint];
    const told = known?.told === true && known.startsMs === startsMs;
    const members = { ...group.members, [fingerprint]: { startsMs, endsMs, told } };
    if (!known && countMembers(members) > MAX_GROUP_ALERTS) this.#endOldest(members, at.nowMs);
    this.#putGroup(groupKey, { ...group, members }, at.nowMs);
  }

  #newGroup({ labels, groupKey }: Alert, atMs: number): AlertGroup {
    const grouped = groupKey === OTHERS ? [] : this.#settings.groupBy.map((name) => [name, labels[name] ?? '']);
    const flushMs = atMs + this.#settings.groupWaitMs;
    return { labels: Object.fromEntries(grouped), flushMs, notifiedMs: null, members: {} };
  }

  /** It leaves its group without being told: the group is full. */
  #endOldest(members: Record<string, Member>, nowMs: number): void {
    const oldest = oldestMember(members);
    const alert = oldest === undefined ? undefined : this.#session.get('alert-alerts', oldest);
    if (!alert) return;
    delete members[alert.fingerprint];
    this.#drop({ ...alert, endsMs: Math.min(alert.endsMs ?? nowMs, nowMs) }, nowMs);
  }

  #resolve(fingerprint: string, atMs: number, nowMs: number): void {
    const alert = this.#session.get('alert-alerts', fingerprint);
    if (!alert || isResolved(alert, atMs) || atMs < alert.startsMs) return;
    const group = this.#session.get('alert-groups', alert.groupKey);
    const member = group?.members[fingerprint];
    if (group && member) {
      const members = { ...group.members, [fingerprint]: { ...member, endsMs: atMs } };
      this.#putGroup(alert.groupKey, { ...group, members }, nowMs);
    }
    this.#store({ ...alert, endsMs: atMs }, nowMs);
  }

  #look(key: string, dueMs: number, nowMs: number): void {
    const group = this.#session.get('alert-groups', key);
    if (!group) {
      this.#setDue(key, undefined);
      return;
    }
    this.#review(key, nowMs);
    if (group.flushMs > nowMs) {
      this.#putGroup(key, group, nowMs);
      return;
    }
    const members = this.#members(group);
    const loud = members.filter(
      ({ alert, member }) => (member.told && isResolved(alert, nowMs)) || this.#suppressor(alert, nowMs) === null,
    );
    const notified = this.#isNews(group, loud, nowMs);
    if (notified) this.#notify(key, group, { loud, dueMs, nowMs });
    this.#endLook(
      key,
      { ...group, notifiedMs: notified ? nowMs : group.notifiedMs },
      { members, loud, notified, nowMs },
    );
  }

  /** B3. */
  #isNews(group: AlertGroup, loud: readonly GroupMember[], nowMs: number): boolean {
    const firing = loud.filter(({ alert }) => !isResolved(alert, nowMs));
    const resolved = loud.filter(({ alert }) => isResolved(alert, nowMs));
    if (firing.some(({ member }) => !member.told)) return true;
    if (resolved.length > 0 && (firing.length > 0 || resolved.some(({ member }) => member.told))) return true;
    const repeatMs = (group.notifiedMs ?? Number.POSITIVE_INFINITY) + this.#settings.repeatIntervalMs;
    return firing.length > 0 && repeatMs <= nowMs;
  }

  #notify(key: string, group: AlertGroup, look: { loud: readonly GroupMember[]; dueMs: number; nowMs: number }): void {
    const number = this.#index.notifications + 1;
    const notifiedMs = Math.max(look.dueMs, this.#index.lastNotifiedMs);
    this.#setIndex({ notifications: number, lastNotifiedMs: notifiedMs });
    const alerts = look.loud.map(({ alert }) => alert);
    this.#session.output(
      notificationOutput({ number, notifiedMs, groupKey: key, groupLabels: group.labels, alerts, nowMs: look.nowMs }),
    );
  }

  /** B5. */
  #endLook(key: string, group: AlertGroup, look: Look): void {
    const { nowMs, notified, members } = look;
    const loud = new Set(look.loud.map(({ alert }) => alert.fingerprint));
    const kept: Record<string, Member> = {};
    for (const { alert, member } of members) {
      if (isResolved(alert, nowMs)) this.#drop(alert, nowMs);
      else kept[alert.fingerprint] = { ...member, told: member.told || (notified && loud.has(alert.fingerprint)) };
    }
    if (Object.keys(kept).length === 0) {
      this.#session.remove('alert-groups', key);
      this.#setDue(key, undefined);
      return;
    }
    const { groupIntervalMs } = this.#settings;
    // A clock that has jumped far gives one look, not one for each interval that it has passed over.
    const flushMs = group.flushMs + groupIntervalMs > nowMs ? group.flushMs + groupIntervalMs : nowMs + groupIntervalMs;
    this.#putGroup(key, { ...group, flushMs, members: kept }, nowMs);
  }

  /** Says of each alert what keeps it back, and of those whose time is over that they are resolved. */
  #review(key: string, nowMs: number): void {
    const group = this.#session.get('alert-groups', key);
    if (!group) return;
    for (const { alert } of this.#members(group)) {
      const isShown = (alert.shown === 'resolved') === isResolved(alert, nowMs);
      if (!isShown || this.#suppressor(alert, nowMs) !== alert.suppressedBy) this.#store(alert, nowMs);
    }
  }

  #members(group: AlertGroup): readonly GroupMember[] {
    return Object.entries(group.members).flatMap(([fingerprint, member]) => {
      const alert = this.#session.get('alert-alerts', fingerprint);
      return alert ? [{ alert, member }] : [];
    });
  }

  #suppressor({ labels, fingerprint }: Alert, nowMs: number): string | null {
    const silence = silencedBy(this.#index.silences, labels, nowMs);
    if (silence) return `silence ${silence.id}`;
    const inhibitor = Object.entries(this.#index.inhibitors).find(
      ([source, sourceLabels]) => source !== fingerprint && this.#keepsBack(sourceLabels, labels),
    );
    return inhibitor ? `alert ${inhibitor[0]}` : null;
  }

  #keepsBack(source: Labels, target: Labels): boolean {
    return this.#settings.inhibitRules.some(
      (rule) =>
        matchesAll(rule.source, source) &&
        matchesAll(rule.target, target) &&
        rule.equal.every((name) => (source[name] ?? '') === (target[name] ?? '')),
    );
  }

  #inhibits(labels: Labels): boolean {
    return this.#settings.inhibitRules.some(({ source }) => matchesAll(source, labels));
  }

  #uninhibit(fingerprint: string): void {
    if (!(fingerprint in this.#index.inhibitors)) return;
    const { [fingerprint]: _ended, ...inhibitors } = this.#index.inhibitors;
    this.#setIndex({ inhibitors });
  }

  /** Keeps it and shows it as it is now. */
  #store(alert: Alert, nowMs: number): void {
    const stored = { ...alert, suppressedBy: this.#suppressor(alert, nowMs) };
    this.#session.put('alert-alerts', alert.fingerprint, this.#show(stored, nowMs, true));
  }

  /** Its row stays, and says that it is resolved. */
  #drop(alert: Alert, nowMs: number): void {
    this.#session.remove('alert-alerts', alert.fingerprint);
    this.#show(alert, nowMs);
  }

  #show(alert: Alert, nowMs: number, hasChanged = false): Alert {
    const shown: Alert = isResolved(alert, nowMs)
      ? { ...alert, shown: 'resolved', acknowledged: null }
      : { ...alert, shown: 'firing' };
    if (shown.shown === 'resolved') this.#uninhibit(alert.fingerprint);
    if (hasChanged || shown.shown !== alert.shown) this.#session.output(alertOutput(shown));
    return shown;
  }

  #putGroup(key: string, group: AlertGroup, nowMs: number): void {
    this.#session.put('alert-groups', key, group);
    let dueMs = group.flushMs;
    for (const fingerprint in group.members) {
      const endsMs = group.members[fingerprint]?.endsMs ?? null;
      if (endsMs !== null && endsMs > nowMs && endsMs < dueMs) dueMs = endsMs;
    }
    if (this.#index.dueMs[key] !== dueMs) this.#setDue(key, dueMs);
  }

  #setDue(key: string, dueMs: number | undefined): void {
    const { [key]: _before, ...others } = this.#index.dueMs;
    this.#setIndex({ dueMs: dueMs === undefined ? others : { ...others, [key]: dueMs } });
  }

  #setIndex(change: Partial<AlertIndex>): void {
    this.#index = { ...this.#index, ...change };
    this.#session.put('alert-index', ONLY, this.#index);
  }
}

/** One look at a group: whom it holds, whom it may tell of, and whether it has. */
interface Look {
  readonly members: readonly GroupMember[];
  readonly loud: readonly GroupMember[];
  readonly notified: boolean;
  readonly nowMs: number;
}
