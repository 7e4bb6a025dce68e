/** How long state lives: what SET and the STATE_TTL hint say, query by query. */
import { describe, expect, it } from 'vitest';
import { nodesOfKind, planOf, refusalOf } from './plan-text.ts';

const groupTtls = (sql: string) => nodesOfKind(planOf(sql), 'group-aggregate').map(({ ttlMs }) => ttlMs);
const counts = 'SELECT kind, COUNT(*) FROM events GROUP BY kind;';
const hinted = (hint: string) => `SELECT /*+ STATE_TTL(${hint}) */ kind, COUNT(*) FROM events AS e GROUP BY kind;`;

describe('the time to live of state', () => {
  it('is that of the SET before the query, or for ever', () => {
    const script = `${counts} SET 'table.exec.state.ttl' = '1 h'; ${counts} RESET 'table.exec.state.ttl'; ${counts}`;
    expect(groupTtls(script)).toEqual([0, 3_600_000, 0]);
  });

  it('is that of a hint on the table for its own SELECT', () => {
    expect(groupTtls(`SET 'table.exec.state.ttl' = '1 h'; ${hinted("'e' = '2 d'")}`)).toEqual([172_800_000]);
    const outer = "SELECT /*+ STATE_TTL('n' = '1 min') */ c, COUNT(*) FROM";
    const inner = '(SELECT kind, COUNT(*) AS c FROM events GROUP BY kind)';
    expect(groupTtls(`${outer} ${inner} AS n GROUP BY c;`)).toEqual([0, 60_000]);
  });

  it('of a hint that names no table, or is no duration, is refused', () => {
    expect(refusalOf(hinted("'events' = '1 d'"))).toBe(
      'SQL_INVALID_QUERY query.sql:1:12 STATE_TTL names events, which FROM does not; there is e',
    );
    expect(refusalOf(hinted("'e' = 'soon'"))).toContain("'soon' is not a duration; such as '1 d'");
    expect(refusalOf("SET 'table.exec.state.ttl' = 'soon';")).toContain("'soon' is not a duration");
  });

  it('refuses what a setting cannot be', () => {
    expect(refusalOf("SET 'table.exec.sink.not-null-enforcer' = 'WARN';")).toBe(
      "SQL_INVALID_QUERY query.sql:1:1 'table.exec.sink.not-null-enforcer' cannot be 'WARN'; it is one of ERROR, DROP",
    );
  });
});
