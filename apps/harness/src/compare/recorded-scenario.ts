import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { ScenarioResult } from './result';

interface ExpectedFile extends ScenarioResult {
  readonly dumps: Readonly<Record<string, { readonly sameAs?: string }>>;
}

/** A scenario together with what the engine answered. */
export class RecordedScenario {
  readonly #expected: ExpectedFile;

  constructor(
    readonly name: string,
    readonly folder: string,
  ) {
    this.#expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as ExpectedFile;
  }

  get scriptPath(): string {
    return join(this.folder, 'script.esd');
  }

  get result(): ScenarioResult {
    return this.#expected;
  }

  get script(): string {
    return readFileSync(this.scriptPath, 'utf8');
  }

  trace(): string {
    return unzipped(join(this.folder, 'trace.jsonl.gz'));
  }

  get dumps(): readonly string[] {
    return Object.keys(this.#expected.dumps);
  }

  dump(name: string): string {
    const stored = this.#expected.dumps[name]?.sameAs ?? name;
    return unzipped(join(this.folder, `${stored}.gz`));
  }
}

function unzipped(path: string): string {
  return gunzipSync(readFileSync(path)).toString('utf8');
}

/** The scenarios of a folder of scenarios, or the one that the folder itself is; in the order of their names. */
export function recordedScenarios(folder: string): readonly RecordedScenario[] {
  if (existsSync(join(folder, 'script.esd'))) return [new RecordedScenario(folderName(folder), folder)];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, 'script.esd')))
    .map((entry) => new RecordedScenario(entry.name, join(folder, entry.name)))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function folderName(folder: string): string {
  return folder.replace(/[\\/]+$/, '').replace(/^.*[\\/]/, '');
}

/** L2-basic-1000 belongs to L2-basic, F-01-write-conflict to F-01. */
export function groupOf(name: string): string {
  return /^F-[0-9]+/.exec(name)?.[0] ?? name.replace(/-[0-9]+$/, '');
}
