import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

/**
 * Everything but the Node implementation has to run in a browser. A single import of a Node module, or a
 * use of its globals, would only be noticed by somebody who bundles the package.
 */

const source = join(import.meta.dirname, '..', 'src');
const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.ts') && !path.startsWith('node/'));

describe('outside src/node', () => {
  test('there is something to look at', () => {
    expect(files).toContain('index.ts');
    expect(files.length).toBeGreaterThan(30);
  });

  test.each([
    ['imports a Node module', /from '(node:|fs|path|os|util)/],
    ['imports the Node implementation', /from '[^']*\/node\//],
    ['imports a package', /from '[^.]/],
    ['uses a Node global', /\b(Buffer|process|require|__dirname)(\.\w|\()/],
  ])('nothing %s', (_what, pattern) => {
    expect(files.filter((path) => pattern.test(readFileSync(join(source, path), 'utf8')))).toEqual([]);
  });
});
