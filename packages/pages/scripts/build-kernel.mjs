// Compiles assembly/ and writes it, as base64, into src/checksum/kernel-binary.ts.
// A test compiles it again and compares, so the two cannot drift apart.
import { writeFileSync } from 'node:fs';
import { compileKernel } from './compile-kernel.mjs';

const target = new URL('../src/checksum/kernel-binary.ts', import.meta.url);
const binary = await compileKernel();
const lines = Buffer.from(binary)
  .toString('base64')
  .match(/.{1,100}/g);
writeFileSync(
  target,
  `// Generated from assembly/ by scripts/build-kernel.mjs; do not edit.\n` +
    `export const kernelBinary =\n  '${lines.join("' +\n  '")}';\n`,
);
console.log(`kernel: ${binary.length} bytes`);
