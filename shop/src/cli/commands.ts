/** The commands by name. Each loads when it is called, so that the server's start pays for nothing else. */
import type { Command } from './command.ts';

export const commandLoaders: Readonly<Record<string, () => Promise<Command>>> = {
  start: async () => (await import('./start.ts')).start,
  demo: async () => (await import('./demo.ts')).demo,
  simulate: async () => (await import('./simulate.ts')).simulate,
  send: async () => (await import('./send.ts')).send,
  replay: async () => (await import('./replay.ts')).replay,
  backtest: async () => (await import('./backtest.ts')).backtest,
  'sql run': async () => (await import('./sql-run.ts')).sqlRun,
  'sql explain': async () => (await import('./sql-explain.ts')).sqlExplain,
  'quarantine list': async () => (await import('./quarantine-list.ts')).quarantineList,
  'quarantine show': async () => (await import('./quarantine-show.ts')).quarantineShow,
  'quarantine mend': async () => (await import('./quarantine-mend.ts')).quarantineMend,
  'quarantine replay': async () => (await import('./quarantine-replay.ts')).quarantineReplay,
  'quarantine purge': async () => (await import('./quarantine-purge.ts')).quarantinePurge,
  'alerts dead-letters list': async () => (await import('./dead-letters-list.ts')).deadLettersList,
  'alerts dead-letters resend': async () => (await import('./dead-letters-resend.ts')).deadLettersResend,
  forget: async () => (await import('./forget.ts')).forget,
  plan: async () => (await import('./plan.ts')).plan,
  query: async () => (await import('./query.ts')).query,
  'cdc check': async () => (await import('./cdc-check.ts')).cdcCheck,
  'cdc resnapshot': async () => (await import('./cdc-resnapshot.ts')).cdcResnapshot,
  audit: async () => (await import('./audit.ts')).audit,
};
