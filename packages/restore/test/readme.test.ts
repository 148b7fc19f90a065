import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { backupCleanInstance } from '@esekit/backup';
import { createNodeFileSystem } from '@esekit/core/node';
import { temporaryFolder, unpackArchive } from '@esekit/testkit';
import ts from 'typescript';
import { expect, test, vi } from 'vitest';
import { archive, digests } from './support/restore-scene';

/** The example of the README compiles under the rules of the workspace and prints what it says. */

const packageFolder = join(import.meta.dirname, '..');
const folder = temporaryFolder();
const readme = readFileSync(join(packageFolder, 'README.md'), 'utf8');
const examples = [...readme.matchAll(/^```ts\n([^]*?)^```$/gm)].map((match) => match[1]!);
const [example] = examples as [string];

/** Where the modules of the example are: this package's sources, the others as they are installed. */
const modules: Readonly<Record<string, string>> = {
  '@esekit/restore': join(packageFolder, 'src', 'index.ts'),
  '@esekit/backup/node': join(packageFolder, 'node_modules', '@esekit', 'backup', 'dist', 'node.js'),
  '@esekit/core/node': join(packageFolder, 'node_modules', '@esekit', 'core', 'dist', 'node.js'),
};

test('there is one example', () => {
  expect(examples).toHaveLength(1);
});

test('it compiles', () => {
  const config = ts.readConfigFile(join(packageFolder, '..', '..', 'tsconfig.base.json'), (path) =>
    readFileSync(path, 'utf8'),
  ).config as { compilerOptions: object };
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, packageFolder);
  const own = Object.entries(modules).filter(([name]) => name === '@esekit/restore');
  const paths = Object.fromEntries(own.map(([name, path]) => [name, [path]]));
  // Beside the package's own files, so that its dependencies are found; it exists for the compiler only.
  const examplePath = join(packageFolder, 'readme-example.ts');
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (path) => path === examplePath || fileExists(path);
  host.readFile = (path) => (path === examplePath ? example : readFile(path));
  host.getSourceFile = (path, ...rest) =>
    path === examplePath
      ? ts.createSourceFile(path, `${example}\nexport {};`, ts.ScriptTarget.ES2022)
      : getSourceFile(path, ...rest);
  const program = ts.createProgram([examplePath], { ...options, paths, noEmit: true }, host);
  const problems = ts.getPreEmitDiagnostics(program);
  expect(problems.map((problem) => ts.flattenDiagnosticMessageText(problem.messageText, '\n'))).toEqual([]);
}, 60_000);

test('it prints what it says', async () => {
  mkdirSync(folder, { recursive: true });
  const instance = unpackArchive(archive, join(folder, 'instance'));
  const options = { digests, tool: 'example 1.0', now: new Date(0) };
  await backupCleanInstance(createNodeFileSystem(), instance, join(folder, 'set'), options);
  let source = example;
  for (const [name, path] of Object.entries(modules))
    source = source.replace(`'${name}'`, `'${pathToFileURL(path).href}'`);
  for (const name of ['set', 'restored'])
    source = source.replaceAll(`'${name}'`, JSON.stringify(join(folder, name)));
  const path = join(folder, 'example.ts');
  writeFileSync(path, source);
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  await import(/* @vite-ignore */ pathToFileURL(path).href);
  const printed = log.mock.calls.map((call) => String(call[0]));
  log.mockRestore();
  const promised = [...example.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map((match) => match[1]!);
  expect(printed).toEqual(promised);
});
