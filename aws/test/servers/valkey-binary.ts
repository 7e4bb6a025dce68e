/** Where a server that speaks Valkey's protocol is found: on the PATH, else in a jar of Maven's that carries one. */
import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { arch, platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isExecutable, onPath } from './on-path.ts';

const run = promisify(execFile);

const JAR = { group: 'com.github.codemonstur', name: 'embedded-redis', version: '1.4.3' };
/** The files in it, by platform and processor. */
const BINARIES: Readonly<Record<string, string>> = {
  'linux-x64': 'redis-server-6.2.6-v5-linux-amd64',
  'linux-arm64': 'redis-server-6.2.7-linux-arm64',
  'darwin-x64': 'redis-server-6.2.6-v5-darwin-amd64',
  'darwin-arm64': 'redis-server-6.2.6-v5-darwin-arm64',
};
const ADVICE =
  'install valkey-server or redis-server (apt-get install redis-server), or Maven and unzip, which fetch one';

/** @throws when there is none, and says what to install. */
export async function valkeyBinary(): Promise<string> {
  const installed = (await onPath('valkey-server')) ?? (await onPath('redis-server'));
  return installed ?? binaryOfJar();
}

/** Unpacked once for each machine. Exported for its test. */
export async function binaryOfJar(): Promise<string> {
  const binary = BINARIES[`${platform()}-${arch()}`];
  if (binary === undefined) throw new Error(`no valkey-server for ${platform()} ${arch()}: ${ADVICE}`);
  const folder = join(tmpdir(), `millrace-valkey-${JAR.version}`);
  const file = join(folder, binary);
  if (await isExecutable(file)) return file;
  await mkdir(folder, { recursive: true });
  const work = await mkdtemp(join(folder, 'unpacking-'));
  try {
    const artifact = `${JAR.group}:${JAR.name}:${JAR.version}`;
    await run('mvn', ['-q', '-B', 'dependency:copy', `-Dartifact=${artifact}`, `-DoutputDirectory=${work}`]);
    await run('unzip', ['-q', '-o', join(work, `${JAR.name}-${JAR.version}.jar`), binary, '-d', work]);
    await chmod(join(work, binary), 0o755);
    await rename(join(work, binary), file);
  } catch (error) {
    throw new Error(`found no valkey-server: ${ADVICE}`, { cause: error });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return file;
}
