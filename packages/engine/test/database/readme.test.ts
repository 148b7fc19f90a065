import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { temporaryFolder, unpackArchive } from '@esekit/testkit';
import ts from 'typescript';
import { describe, expect, test, vi } from 'vitest';

/** The examples of the README compile under the rules of the workspace and print what they say. */

const packageFolder = join(import.meta.dirname, '..', '..');
const rootFolder = join(packageFolder, '..', '..');
const folder = temporaryFolder();
const readme = readFileSync(join(packageFolder, 'README.md'), 'utf8');
const examples = [...readme.matchAll(/^```ts\n([^]*?)^```$/gm)].map((match) => match[1]!);

const entries: Record<string, string> = {
  '@esekit/engine': join(packageFolder, 'src', 'index.ts'),
  '@esekit/engine/node': join(packageFolder, 'src', 'node', 'index.ts'),
};

/** The lines an example promises: its comments behind a `console.log`. */
function promised(example: string): string[] {
  return [...example.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map((match) => match[1]!);
}

test('there are examples', () => {
  expect(examples).toHaveLength(5);
});

test('they compile', () => {
  const config = ts.readConfigFile(join(rootFolder, 'tsconfig.base.json'), (path) =>
    readFileSync(path, 'utf8'),
  ).config as { compilerOptions: object };
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, packageFolder);
  const paths = Object.fromEntries(Object.entries(entries).map(([name, path]) => [name, [path]]));
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
  const archive = join(rootFolder, 'samples', 'clean-small-4k.tar.gz');
  const sample = join(unpackArchive(archive, folder), 'a.edb');
  const printing = examples.filter((example) => promised(example).length > 0);

  test.each(printing.map((example, i) => ({ example, i })))('example $i', async ({ example, i }) => {
    const source = Object.entries(entries)
      .reduce((text, [name, path]) => text.replaceAll(`'${name}'`, `'${pathToFileURL(path).href}'`), example)
      .replace("'sample.edb'", JSON.stringify(sample));
    const path = join(folder, `example-${i}.ts`);
    writeFileSync(path, source);
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    await import(/* @vite-ignore */ pathToFileURL(path).href);
    const printed = log.mock.calls.map((call) => String(call[0]));
    log.mockRestore();
    expect(printed).toEqual(promised(example));
  });
});
