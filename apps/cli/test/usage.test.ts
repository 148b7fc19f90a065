import { describe, expect, it } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { run } from './support/run';
import { memoryWith } from './support/sample';

const fs = memoryWith();

describe('usage', () => {
  it.each([
    [['frobnicate'], "unknown command 'frobnicate'"],
    [['frobnicate', '--json'], "unknown command 'frobnicate'"],
    [['--frobnicate'], "unknown option '--frobnicate'"],
    [['info', '--frobnicate', 'a.edb'], "unknown option '--frobnicate'"],
    [['info'], "missing required argument 'file'"],
    [['info', 'a.edb', 'b.edb'], 'too many arguments'],
    [['verify'], "missing required argument 'path'"],
    [['verify', 'a.edb', '--out', 'b.edb'], '--out and --force belong to --repair-bits'],
    [['verify', 'a.edb', '--repair-bits'], '--repair-bits takes one file and --out FILE'],
    [['verify', 'a.edb', 'b.edb', '--repair-bits', '--out', 'c'], '--repair-bits takes one file'],
    [['verify', 'a.edb', '--out'], "option '--out <file>' argument missing"],
    [['backup', 'a'], "missing required argument 'dest'"],
    [['backup', 'a', 'b', '--digest', 'crc'], "argument 'crc' is invalid"],
    [['restore', 'a'], "required option '--to <dir>' not specified"],
    [['bad\x1b[2J'], "unknown command 'bad\\x1b[2J'"],
  ])('%j: exit code 2, one line and what helps', async (args, problem) => {
    const { code, stdout, stderr } = await run(fs, args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    const [first, hint, ...rest] = stderr.trimEnd().split('\n');
    expect(first!.startsWith('esekit: ')).toBe(true);
    expect(first).toContain(problem);
    expect(hint).toMatch(/^ {2}\(.+\)$/);
    expect(rest).toEqual([]);
  });

  it('suggests what was probably meant', async () => {
    expect((await run(fs, ['verfy', 'a.edb'])).stderr).toBe(
      "esekit: unknown command 'verfy'\n  (Did you mean verify?)\n",
    );
    expect((await run(fs, ['info', '--jsn', 'a.edb'])).stderr).toContain('(Did you mean --json?)');
  });

  it('without a verb shows the verbs on standard error', async () => {
    const { code, stdout, stderr } = await run(fs, []);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('Usage: esekit');
  });

  it('--help and help show the verbs', async () => {
    for (const args of [['--help'], ['-h'], ['help']]) {
      const { code, stdout, stderr } = await run(fs, args);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      for (const verb of ['info', 'tables', 'schema', 'export', 'check', 'space', 'restore'])
        expect(stdout).toContain(`\n  ${verb} `);
    }
  });

  it('help VERB and VERB --help show its options', async () => {
    const { code, stdout } = await run(fs, ['help', 'verify']);
    expect(code).toBe(0);
    for (const option of ['--json', '--quiet', '--repair-bits', '--out <file>', '--force']) {
      expect(stdout).toContain(option);
    }
    expect(await run(fs, ['verify', '--help'])).toEqual({ code, stdout, stderr: '' });
  });

  it('help fits a narrow terminal', async () => {
    const { stdout } = await run(fs, ['--help'], { stdout: { columns: 80 } });
    for (const text of stdout.split('\n')) expect(text.length).toBeLessThanOrEqual(80);
  });

  it('--version', async () => {
    expect(await run(fs, ['--version'])).toEqual({ code: 0, stdout: `${manifest.version}\n`, stderr: '' });
  });
});

describe('a fault of the program', () => {
  const broken = memoryWith();
  broken.stat = () => Promise.reject(new TypeError('x is not a function'));

  it('is called one, without a stack', async () => {
    const { code, stdout, stderr } = await run(broken, ['info', 'a.edb']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toBe(
      'esekit: JET_errInternalError (-107): x is not a function\n' +
        '  This is a fault of esekit. ESEKIT_DEBUG=1 shows where it happened.\n',
    );
  });

  it('with ESEKIT_DEBUG the stack shows where it happened', async () => {
    const { stderr } = await run(broken, ['info', 'a.edb'], { debug: true });
    expect(stderr).toMatch(/\n {4}at /);
    expect(stderr).toContain('caused by TypeError: x is not a function');
  });
});
