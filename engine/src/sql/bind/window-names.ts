/** Names that only mean something beside a window or a grouping. */

/** Where each property of a group window comes from once the window is a table-valued function. */
export const WINDOW_PROPERTIES: Readonly<Record<string, 'window_start' | 'window_end' | 'window_time'>> = {
  TUMBLE_START: 'window_start',
  TUMBLE_END: 'window_end',
  TUMBLE_ROWTIME: 'window_time',
  TUMBLE_PROCTIME: 'window_time',
  HOP_START: 'window_start',
  HOP_END: 'window_end',
  HOP_ROWTIME: 'window_time',
  HOP_PROCTIME: 'window_time',
  SESSION_START: 'window_start',
  SESSION_END: 'window_end',
  SESSION_ROWTIME: 'window_time',
  SESSION_PROCTIME: 'window_time',
};

const RANKINGS = ['ROW_NUMBER', 'RANK', 'DENSE_RANK', 'LAG', 'LEAD', 'NTILE', 'PERCENT_RANK', 'CUME_DIST'];

export function isWindowProperty(name: string): boolean {
  return Object.hasOwn(WINDOW_PROPERTIES, name);
}

/** Functions that exist only with OVER. */
export function isWindowRanking(name: string): boolean {
  return RANKINGS.includes(name);
}

/** TUMBLE, HOP and SESSION in GROUP BY: the older form of windows. */
export function isGroupWindow(name: string): name is 'TUMBLE' | 'HOP' | 'SESSION' {
  return name === 'TUMBLE' || name === 'HOP' || name === 'SESSION';
}

/** Functions that tell which of several groupings a row is of. */
export function isGroupingFunction(name: string): boolean {
  return name === 'GROUPING' || name === 'GROUPING_ID' || name === 'GROUP_ID';
}
