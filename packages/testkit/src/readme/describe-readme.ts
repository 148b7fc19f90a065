import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test, vi } from 'vitest';
import { temporaryFolder } from '../temporary-folder';
import { compileExamples } from './compile-examples';

export interface ReadmeOptions {
  readonly packageFolder: string;
  /** How many examples there are, so that none gets lost. */
  readonly count: number;
  /** Where an example that is run gets each module from: the package's sources, built dependencies. */
  readonly modules: Readonly<Record<string, string>>;
  /** Where the compiler gets modules from. Default: those of `modules` that are sources of the package. */
  readonly sources?: Readonly<Record<string, string>>;
  /** Makes what the examples speak of below a folder: the path that stands for each quoted name. */
  readonly files?: (
    folder: string,
  ) => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>;
}

/** The examples of a README compile under the rules of the workspace and print what they say. */
export function describeReadme(options: ReadmeOptions): void {
  const { packageFolder, count, modules } = options;
  const own = join(packageFolder, 'src');
  const sources =
    options.sources ?? Object.fromEntries(Object.entries(modules).filter(([, path]) => path.startsWith(own)));
  const readme = readFileSync(join(packageFolder, 'README.md'), 'utf8');
  const examples = [...readme.matchAll(/^```ts\n([^]*?)^```$/gm)].map((match) => match[1]!);

  describe('the examples of the README', () => {
    const folder = temporaryFolder();

    test('are there', () => {
      expect(examples).toHaveLength(count);
    });

    test('compile', { timeout: 60_000 }, () => {
      expect(compileExamples(packageFolder, examples, sources)).toEqual([]);
    });

    const printing = examples.filter((example) => promised(example).length > 0);
    test.each(printing.map((example, i) => ({ example, i })))(
      'print what they say: $i',
      async ({ example, i }) => {
        mkdirSync(folder, { recursive: true });
        let source = example;
        for (const [name, path] of Object.entries((await options.files?.(folder)) ?? {})) {
          source = source.replaceAll(`'${name}'`, JSON.stringify(path));
        }
        for (const [name, path] of Object.entries(modules)) {
          source = source.replaceAll(`'${name}'`, `'${pathToFileURL(path).href}'`);
        }
        const path = join(folder, `example-${i}.ts`);
        writeFileSync(path, source);
        const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
        await import(/* @vite-ignore */ pathToFileURL(path).href);
        const printed = log.mock.calls.map((call) => call.map(String).join(' '));
        log.mockRestore();
        expect(printed).toEqual(promised(example));
      },
    );
  });
}

/** The lines an example promises: its comments behind a `console.log`. */
function promised(example: string): string[] {
  return [...example.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map((match) => match[1]!);
}
