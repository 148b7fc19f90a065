import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { run } from './support/run';
import { addFile, changeHeader, contentOf, memoryWithInstance, sampleFile } from './support/sample';

const readme = readFileSync(join(import.meta.dirname, '..', 'README.md'), 'utf8');
const dbstateOffset = 52;

interface Step {
  /** The command, or the damage that a comment of the page asks for. */
  readonly command: string;
  readonly output: string;
}

/** The commands of the page with what it says they print, and its damage, from top to bottom. */
function steps(): Step[] {
  const parts = readme.matchAll(/<!-- (flip .+?) -->|```console\n(.*?)```/gs);
  return [...parts].flatMap(([, damage, block]) => {
    if (damage !== undefined) return [{ command: damage, output: '' }];
    const commands = block!.split(/^\$ /m).slice(1);
    return commands.map((text) => {
      const end = text.indexOf('\n');
      return { command: text.slice(0, end), output: text.slice(end + 1) };
    });
  });
}

/** A line of its own with nothing but an ellipsis stands for any further lines. */
function pattern(output: string): RegExp {
  const escaped = output.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replace(/^…\n/gm, '(?:.*\\n)*')}$`);
}

it('every command of the README prints what the README says', async () => {
  const fs = memoryWithInstance();
  addFile(fs, 'notes.txt', new TextEncoder().encode('Nothing to do with databases\n'));
  addFile(fs, 'damaged.edb', sampleFile('a.edb'));
  const dirty = changeHeader(sampleFile('a.edb'), (header) => header.setUint32(dbstateOffset, 2, true));
  addFile(fs, 'dirty/a.edb', dirty);
  for (const name of ['edb00000001.log', 'edb.log']) addFile(fs, `logs-only/${name}`, sampleFile(name));
  let lastCode = 0;
  let commands = 0;
  for (const { command, output } of steps()) {
    const flip = /^flip bit (\d) of byte (\d+) in (\S+)$/.exec(command);
    if (flip) {
      const [, bit, offset, path] = flip;
      const byte = contentOf(fs, path!)[Number(offset)]! ^ (1 << Number(bit));
      fs.openSync(path!, 'readWrite').writeSync(Uint8Array.of(byte), Number(offset));
    } else if (command === 'echo $?') {
      expect(output).toBe(`${lastCode}\n`);
    } else {
      const [program, ...args] = command.split(' ');
      expect(program).toBe('esekit');
      const { code, stdout, stderr } = await run(fs, args);
      expect(stdout + stderr, command).toMatch(pattern(output));
      lastCode = code;
      commands++;
    }
  }
  expect(commands).toBeGreaterThan(10);
});
