/** How the Java side is started, built first where that is needed. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { classPathOf } from './maven-module.ts';

const folder = fileURLToPath(new URL('.', import.meta.url));

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
  const module = { folder, goals: ['-DskipTests', 'package'], sources: [join(folder, '../pipelines')] };
  return [...OPEN_PACKAGES, ...options, '-cp', classPathOf(module), mainClass];
}
