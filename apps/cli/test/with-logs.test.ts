import { describeCorpus } from '@esekit/testkit';
import { describe, expect, it } from 'vitest';
import { baseFiles, diskWith, imageOf, put } from './support/engine-files';
import { line } from './support/contract';
import { jsonOf, run } from './support/run';
import { memoryWithInstance } from './support/sample';

describeCorpus('--with-logs', () => {
  it('shows a dirty database as recovery would leave it, and changes nothing', async () => {
    const fs = diskWith('p2');
    const before = imageOf(fs, 'in');
    const { code, stdout, stderr } = await run(fs, ['export', 'in/a.edb', '--table', 'T', '--with-logs']);
    expect({ code, stderr, rows: stdout.split('\n').length - 1 }).toEqual({ code: 0, stderr: '', rows: 430 });
    expect(imageOf(fs, 'in')).toEqual(before);
    await run(fs, ['recover', 'in', '--out', 'copy']);
    const recovered = await run(fs, ['export', 'copy/a.edb', '--table', 'T']);
    expect(stdout).toBe(recovered.stdout);
  });

  it('checks what recovery would leave', async () => {
    const fs = diskWith('p2');
    expect(await run(fs, ['check', 'in/a.edb', '--with-logs', '--json'])).toMatchObject({
      code: 0,
      stderr: '',
    });
  });

  it('finds the logs elsewhere, and the database under any name', async () => {
    const fs = diskWith('p2', (name) => !name.startsWith('a.'));
    put(fs, 'evidence/renamed.dat', baseFiles('p2').get('a.edb')!);
    const args = ['export', 'evidence/renamed.dat', '--table', 'T', '--with-logs', '--logs', 'in'];
    const { code, stdout } = await run(fs, args);
    expect({ code, rows: stdout.split('\n').length - 1 }).toEqual({ code: 0, rows: 430 });
  });

  it('shows a clean database as it stands', async () => {
    const fs = memoryWithInstance();
    const plain = await run(fs, ['export', 'instance/a.edb', '--table', 'T']);
    expect(await run(fs, ['export', 'instance/a.edb', '--table', 'T', '--with-logs'])).toEqual(plain);
  });

  it('logs that are not those of the database, are missing, or are damaged', async () => {
    const fs = diskWith('p2');
    for (const [name, bytes] of baseFiles('o2')) if (name.endsWith('.log')) put(fs, `other/${name}`, bytes);
    fs.createDirectorySync('none');
    const show = (...more: string[]) => run(fs, ['check', 'in/a.edb', '--with-logs', ...more]);
    expect((await show('--logs', 'other')).stderr).toMatch(
      /^esekit: JET_errAttachedDatabaseMismatch .+\n {2}--logs DIR/,
    );
    expect((await show('--logs', 'none')).stderr).toMatch(
      /^esekit: JET_errMissingLogFile .+\n {2}in\/a\.edb needs the logs of generations 0x4 to 0xA\. --logs DIR/,
    );
    expect(await show('--logs', 'nowhere')).toMatchObject({ code: 2, stderr: line('JET_errInvalidPath') });
    fs.removeFileSync('in/edb00007.log');
    const outcome = await run(fs, ['export', 'in/a.edb', '--with-logs', '--table', 'T', '--json']);
    expect(outcome.code).toBe(1);
    expect(jsonOf(outcome)['error']).toMatchObject({ name: 'JET_errInvalidLogSequence' });
  });
});

describe('--logs and --base', () => {
  it.each([
    ['--logs', 'x'],
    ['--base', 'edb'],
  ])('%s belongs to --with-logs', async (...option) => {
    for (const verb of ['check', 'export']) {
      const { code, stderr } = await run(memoryWithInstance(), [verb, 'instance/a.edb', ...option]);
      expect(code).toBe(2);
      expect(stderr).toContain('--logs and --base belong to --with-logs');
    }
  });
});
