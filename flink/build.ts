/** Builds the Java side when its sources are newer than what was built, and says how to start it. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('.', import.meta.url));
const target = join(folder, 'target');
const classPathFile = join(target, 'class-path.txt');

/** Flink opens classes of the JDK by reflection; Java 17 wants that said. */
const OPEN_PACKAGES = ['java.util', 'java.lang', 'java.time'].map(
  (name) => `--add-opens=java.base/${name}=ALL-UNNAMED`,
);

/** Short runs do without the slow compiler. */
const SHORT_RUNS = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xmx1g'];

/** The version of Flink that pom.xml pins. */
export function flinkVersion(): string {
  const version = /<flink\.version>(.+?)</.exec(readFileSync(join(folder, 'pom.xml'), 'utf8'))?.[1];
  if (version === undefined) throw new Error('flink/pom.xml names no flink.version');
  return version;
}

/** The arguments with which `java` runs a class of the module, built first where that is needed. */
export function javaArguments(mainClass: string, options: readonly string[] = SHORT_RUNS): readonly string[] {
  if (!isBuilt()) build();
  const classPath = `${join(target, 'classes')}:${readFileSync(classPathFile, 'utf8').trim()}`;
  return [...OPEN_PACKAGES, ...options, '-cp', classPath, mainClass];
}

function build(): void {
  execFileSync('mvn', ['-q', '-B', '-Dstyle.color=never', '-DskipTests', 'package'], { cwd: folder, stdio: 'inherit' });
  // Maven leaves the file as it is when nothing in it has changed.
  const now = new Date();
  utimesSync(classPathFile, now, now);
}

function isBuilt(): boolean {
  if (!existsSync(classPathFile)) return false;
  const builtAt = statSync(classPathFile).mtimeMs;
  const paths = [
    join(folder, 'pom.xml'),
    ...filesIn(join(folder, 'src/main')),
    ...filesIn(join(folder, '../pipelines')),
  ];
  return paths.every((path) => statSync(path).mtimeMs <= builtAt);
}

function filesIn(path: string): readonly string[] {
  return readdirSync(path, { recursive: true, encoding: 'utf8' }).map((name) => join(path, name));
}
