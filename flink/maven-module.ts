/** A Maven module of this project, built when its sources are newer than what was built. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';

export interface MavenModule {
  readonly folder: string;
  /** What Maven is asked for: it leaves the class path of all that the module needs in `target/class-path.txt`. */
  readonly goals: readonly string[];
  /** Folders that it is made of beside its own. */
  readonly sources?: readonly string[];
}

/** The class path with which `java` runs the module, built first where that is needed. */
export function classPathOf(module: MavenModule): string {
  const { folder, goals } = module;
  const file = join(folder, 'target/class-path.txt');
  if (!isBuilt(module, file)) {
    execFileSync('mvn', ['-q', '-B', '-Dstyle.color=never', ...goals], { cwd: folder, stdio: 'inherit' });
    // Maven leaves the file as it is when nothing in it has changed.
    const now = new Date();
    utimesSync(file, now, now);
  }
  return `${join(folder, 'target/classes')}:${readFileSync(file, 'utf8').trim()}`;
}

function isBuilt({ folder, sources = [] }: MavenModule, file: string): boolean {
  if (!existsSync(file)) return false;
  const builtAt = statSync(file).mtimeMs;
  const paths = [join(folder, 'pom.xml'), ...[join(folder, 'src/main'), ...sources].flatMap(filesIn)];
  return paths.every((path) => statSync(path).mtimeMs <= builtAt);
}

function filesIn(path: string): readonly string[] {
  return readdirSync(path, { recursive: true, encoding: 'utf8' }).map((name) => join(path, name));
}
