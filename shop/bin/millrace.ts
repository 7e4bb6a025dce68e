#!/usr/bin/env node
/** The millrace command. What Node has compiled once it finds again at the next start, in threads and processes, too. */
import { enableCompileCache } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';

const { env } = process;
// A folder of the user's own: nobody else may put code there. Where it cannot be written, nothing is kept.
env.NODE_COMPILE_CACHE ??= join(env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'millrace');
enableCompileCache();

const { runCommand } = await import('../src/cli/run-command.ts');
process.exitCode = await runCommand(process.argv.slice(2));
