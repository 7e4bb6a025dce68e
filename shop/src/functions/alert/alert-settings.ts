/** What the shop decides about its alerts. Each has a default; a configuration file may change any of them. */
import type { Matcher } from './matcher.ts';

/** While an alert that `source` matches fires, those that `target` matches are not told, if they agree in `equal`. */
export interface InhibitRule {
  readonly source: readonly Matcher[];
  readonly target: readonly Matcher[];
  readonly equal: readonly string[];
}

export interface FraudAlertSettings {
  /** Alerts on decisions with at least this score, 0 to 100. */
  readonly minScore: number;
  /** An order's alert counts as resolved after this, for nothing says that fraud is over. */
  readonly activeMs: number;
}

export interface NormSettings {
  /** Modified z-score beyond which a window is far from its norm. 3.5 is what Iglewicz and Hoaglin advise. */
  readonly threshold: number;
  /** Weeks that the norm is made of, the newest ones. */
  readonly weeks: number;
  /** Weeks that must be known before the norm says anything. */
  readonly minWeeks: number;
  /** Windows in a row that must be out before it fires. */
  readonly forWindows: number;
  /** Conversion is not judged in windows with fewer visitors. */
  readonly minVisitors: number;
  /** The spread counts as at least this share of the median, so that pennies beside a still norm raise no alarm. */
  readonly minSpread: number;
}

export interface PipelineAlertSettings {
  readonly maxLagMs: number;
  /** Shares of the events of the last minutes, 0 to 1. */
  readonly maxLateShare: number;
  readonly maxQuarantineShare: number;
  /** Shares of fewer events say nothing. */
  readonly minEvents: number;
  readonly minDiskFreeShare: number;
  /** A trouble must last so long before it fires. */
  readonly forMs: number;
}

export interface AlertSettings {
  /** Alerts that agree in these labels are told together. */
  readonly groupBy: readonly string[];
  /** From a group's first alert to its first notification. */
  readonly groupWaitMs: number;
  /** From one notification of a group to the next, when alerts have come or gone. */
  readonly groupIntervalMs: number;
  /** After this a group that still fires is told again. */
  readonly repeatIntervalMs: number;
  readonly fraud: FraudAlertSettings;
  readonly norm: NormSettings;
  readonly pipeline: PipelineAlertSettings;
  readonly inhibitRules: readonly InhibitRule[];
}

const MINUTE_MS = 60_000;

const alertname = (value: string, isRegex = false): Matcher => ({ name: 'alertname', value, isRegex, isEqual: true });

/** A stream that does not run, or is behind, shows little revenue: that is one trouble, not two. */
const PIPELINE_BEFORE_NORM: InhibitRule = {
  source: [alertname('PipelineDown|PipelineLag', true)],
  target: [alertname('(Revenue|Conversion)BelowNorm', true)],
  equal: [],
};
const DOWN_BEFORE_LAG: InhibitRule = {
  source: [alertname('PipelineDown')],
  target: [alertname('PipelineLag')],
  equal: [],
};

export const DEFAULT_ALERT_SETTINGS: AlertSettings = {
  groupBy: ['alertname'],
  groupWaitMs: 30_000,
  groupIntervalMs: 5 * MINUTE_MS,
  repeatIntervalMs: 4 * 60 * MINUTE_MS,
  fraud: { minScore: 80, activeMs: 15 * MINUTE_MS },
  norm: { threshold: 3.5, weeks: 8, minWeeks: 3, forWindows: 3, minVisitors: 50, minSpread: 0.05 },
  pipeline: {
    maxLagMs: 10_000,
    maxLateShare: 0.05,
    maxQuarantineShare: 0.05,
    minEvents: 100,
    minDiskFreeShare: 0.1,
    forMs: 30_000,
  },
  inhibitRules: [PIPELINE_BEFORE_NORM, DOWN_BEFORE_LAG],
};
