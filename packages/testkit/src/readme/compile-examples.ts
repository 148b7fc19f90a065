import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/**
 * What the compiler says of examples under the rules of the workspace.
 *
 * @param sources where the compiler finds modules by name; others it finds as the package has them installed
 */
export function compileExamples(
  packageFolder: string,
  examples: readonly string[],
  sources: Readonly<Record<string, string>>,
): string[] {
  const config = ts.readConfigFile(join(packageFolder, '..', '..', 'tsconfig.base.json'), (path) =>
    readFileSync(path, 'utf8'),
  ).config as { compilerOptions: object };
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, packageFolder);
  const paths = Object.fromEntries(Object.entries(sources).map(([name, path]) => [name, [path]]));
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
  return ts
    .getPreEmitDiagnostics(program)
    .map(
      ({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
    );
}
