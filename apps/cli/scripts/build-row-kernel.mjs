// Compiles assembly/ and writes it, as base64, into src/export/kernel/row-kernel-binary.ts.
// A test compiles it again and compares, so the two cannot drift apart.
import { mkdirSync, writeFileSync } from 'node:fs';
import { compileRowKernel } from './compile-row-kernel.mjs';

const target = new URL('../src/export/kernel/row-kernel-binary.ts', import.meta.url);
const binary = await compileRowKernel();
const lines = Buffer.from(binary)
  .toString('base64')
  .match(/.{1,100}/g);
mkdirSync(new URL('.', target), { recursive: true });
writeFileSync(
  target,
  `// Generated from assembly/ by scripts/build-row-kernel.mjs; do not edit.\n` +
    `export const rowKernelBinary =\n  '${lines.join("' +\n  '")}';\n`,
);
console.log(`row kernel: ${binary.length} bytes`);
