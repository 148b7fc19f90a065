import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { temporaryFolder } from '@esekit/testkit';
import ts from 'typescript';
import { describe, expect, test, vi } from 'vitest';

/** The examples of the README compile under the rules of the workspace and print what they say. */

const packageFolder = join(import.meta.dirname, '..');
const folder = temporaryFolder();
const readme = readFileSync(join(packageFolder, 'README.md'), 'utf8');
const examples = [...readme.matchAll(/^```ts\n([^]*?)^```$/gm)].map((match) => match[1]!);

const source = join(packageFolder, 'src', 'index.ts');
const dependencies = join(packageFolder, 'node_modules', '@esekit');

/** Where an example that is run gets each package from. */
const runnable: Record<string, string> = {
  '@esekit/btree': source,
  '@esekit/core': join(dependencies, 'core', 'dist', 'index.js'),
  '@esekit/pages': join(dependencies, 'pages', 'dist', 'index.js'),
};

/** The lines an example promises: its comments behind a `console.log`. */
function promised(example: string): string[] {
  return [...example.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map((match) => match[1]!);
}

test('there are examples', () => {
  expect(examples).toHaveLength(3);
});

test('they compile', () => {
  const config = ts.readConfigFile(join(packageFolder, '..', '..', 'tsconfig.base.json'), (path) =>
    readFileSync(path, 'utf8'),
  ).config as { compilerOptions: object };
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, packageFolder);
  const paths = { '@esekit/btree': [source] };
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
  const printing = examples.filter((example) => promised(example).length > 0);

  test.each(printing.map((example, i) => ({ example, i })))('example $i', async ({ example, i }) => {
    const text = Object.entries(runnable).reduce(
      (so, [name, path]) => so.replaceAll(`'${name}'`, `'${pathToFileURL(path).href}'`),
      example,
    );
    mkdirSync(folder, { recursive: true });
    const path = join(folder, `example-${i}.ts`);
    writeFileSync(path, text);
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    await import(/* @vite-ignore */ pathToFileURL(path).href);
    const printed = log.mock.calls.map((call) => call.map(String).join(' '));
    log.mockRestore();
    expect(printed).toEqual(promised(example));
  });
});
