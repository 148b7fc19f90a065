import { createMemoryFileSystem } from '@esekit/core';
import { describe, expect, it } from 'vitest';
import { progressDisplay } from '../src/output/progress';
import { capture, run } from './support/run';
import { memoryWith, sampleFile } from './support/sample';
import type { Environment, TextOutput } from '../src/environment';

const mebibyte = 1024 * 1024;
const total = 1000 * mebibyte;

/** A display with a clock that the test sets. */
async function display(stderr: Partial<TextOutput>, quiet = false) {
  const output = capture(stderr);
  const time = { seconds: 0 };
  const env: Environment = {
    fs: createMemoryFileSystem(),
    stdout: capture(),
    stderr: output,
    digests: () => Promise.reject(new Error('not used')),
    now: () => new Date(0),
    clock: () => time.seconds,
    signal: new AbortController().signal,
    debug: false,
  };
  const { sink, stop } = await progressDisplay(env, quiet);
  return {
    output,
    stop,
    show: (mebibytes: number, seconds: number, subject = 'a.edb', bytesTotal: number | undefined = total) => {
      time.seconds = seconds;
      sink?.({ subject, bytesDone: mebibytes * mebibyte, bytesTotal });
    },
  };
}

describe('without a terminal', () => {
  it('one line per 10 %', async () => {
    const { show, output } = await display({ isTerminal: false });
    for (let done = 1; done <= 1000; done++) show(done, done);
    const lines = output.text.trimEnd().split('\n');
    expect(lines).toHaveLength(10);
    expect(lines[0]).toBe('a.edb: 10 % (100 MiB)');
    expect(lines[9]).toBe('a.edb: 100 % (1000 MiB)');
  });

  it('steps over what a large piece passed, and starts anew with each file', async () => {
    const { show, output, stop } = await display({});
    show(350, 1);
    show(360, 2);
    show(1000, 3);
    show(100, 4, 'b.edb');
    stop();
    expect(output.text).toBe('a.edb: 30 % (350 MiB)\na.edb: 100 % (1000 MiB)\nb.edb: 10 % (100 MiB)\n');
  });

  it('nothing about short work, unknown sizes, or when asked to be quiet', async () => {
    const { show, output } = await display({});
    show(1, 1, 'a.edb', 2 * mebibyte);
    const quiet = await display({}, true);
    quiet.show(500, 1);
    expect(output.text + quiet.output.text).toBe('');
  });

  it('names of files do not steer whoever reads the log', async () => {
    const { show, output } = await display({});
    show(100, 1, 'a\x1b[2J\n.edb');
    expect(output.text).toBe('a\\x1b[2J\\x0a.edb: 10 % (100 MiB)\n');
  });
});

describe('on a terminal', () => {
  it('bytes and rate of the file', async () => {
    const { show, stop, output } = await display({ isTerminal: true, columns: 120 });
    show(0, 10);
    show(250, 12.5);
    stop();
    expect(output.text).toContain('a.edb ');
    expect(output.text).toContain('25 %, 250 MiB of 1000 MiB, 100 MiB/s');
  });

  it('the end of a long path is shown, where there is room for one', async () => {
    const path = `/evidence/${'case/'.repeat(40)}ntds.dit`;
    for (const [columns, expected] of [
      [100, /…[^ ]*ntds\.dit [█░]/],
      [60, /^[^…]*$/],
    ] as const) {
      const { show, stop, output } = await display({ isTerminal: true, columns });
      show(1, 0, path);
      stop();
      expect(output.text).toMatch(expected);
    }
  });

  it('is gone before anything else is written', async () => {
    const { show, stop, output } = await display({ isTerminal: true });
    stop();
    expect(output.text).toBe('');
    show(500, 1);
    stop();
    const afterFirstStop = output.text;
    stop();
    expect(output.text).toBe(afterFirstStop);
    // The line is cleared and the cursor shown again.
    expect(output.text).toContain('\x1b[2K');
    expect(output.text.lastIndexOf('\x1b[?25h')).toBeGreaterThan(output.text.lastIndexOf('█'));
  });
});

describe('progress of a verb', () => {
  const fs = memoryWith({ 'a.edb': sampleFile('a.edb') });
  fs.openSync('a.edb', 'readWrite').truncateSync(100 * mebibyte);

  it('is on standard error only', async () => {
    const { stdout, stderr } = await run(fs, ['verify', 'a.edb']);
    expect(stderr.split('\n').slice(0, 2)).toEqual(['a.edb: 10 % (12.0 MiB)', 'a.edb: 20 % (20.0 MiB)']);
    expect(stdout).not.toContain('%');
  });

  it('is silenced by --quiet', async () => {
    expect((await run(fs, ['verify', 'a.edb', '--quiet'])).stderr).toBe('');
    const onTerminal = { stderr: { isTerminal: true } };
    expect((await run(fs, ['verify', 'a.edb', '--quiet'], onTerminal)).stderr).toBe('');
    expect((await run(fs, ['verify', 'a.edb'], onTerminal)).stderr).toContain('█');
  });
});
