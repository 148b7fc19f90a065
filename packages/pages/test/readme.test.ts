import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { temporaryFolder } from '@esekit/testkit';
import ts from 'typescript';
import { describe, expect, test, vi } from 'vitest';
import { buildDatabase, pageOf } from './fixture/database';
import { flipBit } from './fixture/files';

/** The examples of the README compile under the rules of the workspace and print what they say. */

const packageFolder = join(import.meta.dirname, '..');
const coreFolder = join(packageFolder, '..', 'core');
const folder = temporaryFolder();
const readme = readFileSync(join(packageFolder, 'README.md'), 'utf8');
const examples = [...readme.matchAll(/^```ts\n([^]*?)^```$/gm)].map((match) => match[1]!);

const entries: Record<string, string> = {
  '@esekit/core': join(coreFolder, 'dist', 'index.js'),
  '@esekit/core/node': join(coreFolder, 'dist', 'node.js'),
  '@esekit/pages': join(packageFolder, 'src', 'index.ts'),
};

/** The lines an example promises: its comments behind a `console.log`. */
function promised(example: string): string[] {
  return [...example.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map((match) => match[1]!);
}

test('there are examples', () => {
  expect(examples).toHaveLength(3);
  expect(examples.every((example) => promised(example).length > 0)).toBe(true);
});

test('they compile', () => {
  const config = ts.readConfigFile(join(packageFolder, '..', '..', 'tsconfig.base.json'), (path) =>
    readFileSync(path, 'utf8'),
  ).config as { compilerOptions: object };
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, packageFolder);
  // Sources throughout, so that the examples are held against what is here and not what was built last.
  const paths = {
    '@esekit/core': [join(coreFolder, 'src', 'index.ts')],
    '@esekit/core/node': [join(coreFolder, 'src', 'node', 'index.ts')],
    '@esekit/pages': [entries['@esekit/pages']!],
  };
  // Beside the package's own files, so that its dependencies are found; they exist for the compiler only.
  const files = new Map(examples.map((text, i) => [join(packageFolder, `readme-example-${i}.ts`), text]));
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (path) => files.has(path) || fileExists(path);
  host.readFile = (path) => files.get(path) ?? readFile(path);
  host.getSourceFile = (path, ...rest) => {
    const text = files.get(path);
    return text === undefined
      ? getSourceFile(path, ...rest)
      : ts.createSourceFile(path, `${text}\nexport {};`, ts.ScriptTarget.ES2022);
  };
  const program = ts.createProgram([...files.keys()], { ...options, paths, noEmit: true }, host);
  const problems = ts.getPreEmitDiagnostics(program).map((problem) => ({
    file: problem.file?.fileName,
    text: ts.flattenDiagnosticMessageText(problem.messageText, '\n'),
  }));
  expect(problems).toEqual([]);
}, 60_000);

describe('they print what they say', () => {
  /** The sample the examples speak of: one wrong bit in page 5. */
  function writeSample(): string {
    mkdirSync(folder, { recursive: true });
    const sample = buildDatabase();
    flipBit(pageOf(sample, 4096, 5), 8 * 1000 + 3);
    const path = join(folder, 'sample.edb');
    writeFileSync(path, sample);
    return path;
  }

  test.each(examples.map((example, i) => ({ example, i })))('example $i', async ({ example, i }) => {
    const quoted = (path: string): string => JSON.stringify(path);
    const here = example
      .replaceAll("'sample.edb'", quoted(writeSample()))
      .replaceAll("'corrected.edb'", quoted(join(folder, 'corrected.edb')));
    const source = Object.entries(entries).reduce(
      (text, [name, path]) => text.replaceAll(`'${name}'`, `'${pathToFileURL(path).href}'`),
      here,
    );
    const path = join(folder, `example-${i}.ts`);
    writeFileSync(path, source);
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    await import(/* @vite-ignore */ pathToFileURL(path).href);
    const printed = log.mock.calls.map((call) => String(call[0]));
    log.mockRestore();
    expect(printed).toEqual(promised(example));
  });
});
