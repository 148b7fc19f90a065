import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const depcruise = join(root, 'node_modules', '.bin', 'depcruise');
const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** A workspace of the given files under the layer rules; the names of the rules that it breaks. */
function brokenRules(files: Record<string, string>): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'esekit-layers-'));
  folders.push(folder);
  for (const name of ['.dependency-cruiser.cjs', 'tsconfig.base.json'])
    copyFileSync(join(root, name), join(folder, name));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const args = ['packages', '--config', '.dependency-cruiser.cjs', '--output-type', 'json'];
  const { stdout } = spawnSync(depcruise, args, { cwd: folder, encoding: 'utf8' });
  const report = JSON.parse(stdout) as { summary: { violations: { rule: { name: string } }[] } };
  return report.summary.violations.map((violation) => violation.rule.name);
}

const empty = 'export const nothing = 0;\n';

describe('the layer rules notice', () => {
  test('nothing in a workspace that keeps them', () => {
    expect(brokenRules({ 'packages/core/src/index.ts': empty })).toEqual([]);
  });

  test('an import of a layer above', () => {
    const rules = brokenRules({
      'packages/core/src/index.ts': "export * from '../../pages/src/index';\n",
      'packages/pages/src/index.ts': empty,
    });
    expect(rules).toContain('core-imports-upward');
  });

  test("an import of another package's files", () => {
    const rules = brokenRules({
      'packages/core/src/inner.ts': empty,
      'packages/pages/src/index.ts': "export * from '../../core/src/inner';\n",
    });
    expect(rules).toContain('core-internals');
  });

  test('the file system outside of its one place', () => {
    const rules = brokenRules({
      'packages/core/src/node/index.ts': "export { readFileSync } from 'node:fs';\n",
      'packages/pages/src/index.ts': "export { openSync } from 'node:fs';\n",
    });
    expect(rules).toEqual(['file-system-only-in-core-node', 'platform-only-in-node-folders']);
  });

  test('other parts of the platform outside of node folders', () => {
    const rules = brokenRules({
      'packages/backup/src/index.ts': "export { createHash } from 'node:crypto';\n",
    });
    expect(rules).toEqual(['platform-only-in-node-folders']);
  });

  test('a circle', () => {
    const rules = brokenRules({
      'packages/core/src/a.ts': "export * from './b';\n",
      'packages/core/src/b.ts': "export * from './a';\n",
    });
    expect(rules).toContain('no-circular');
  });
});

test('the workspace keeps them', () => {
  const args = ['packages', 'apps', '--config', '.dependency-cruiser.cjs', '--output-type', 'err'];
  expect(execFileSync(depcruise, args, { cwd: root, encoding: 'utf8' })).toContain(
    'no dependency violations found',
  );
});
