import { describe, expect, it } from 'vitest';
import { verifyChain, verifyLog, type LogVerification } from '../src/index';
import { LogBuilder, fileSystemWith, records } from './support/log-builder';

async function verify(log: LogBuilder, name = 'edb.log', size?: number): Promise<LogVerification> {
  return verifyLog(await log.file(name, size), name);
}

describe('one log', () => {
  it('counts segments and records', async () => {
    const result = await verify(new LogBuilder().segments(1, 3).shadowOf(3));
    expect(result).toMatchObject({
      path: 'edb.log',
      type: 'log',
      ok: true,
      generation: 5,
      segments: { good: 3, bad: 0 },
      records: 306,
      problems: [],
    });
  });

  it('goes on behind a damaged segment and counts the records of the others', async () => {
    const result = await verify(new LogBuilder().segments(1, 3).damage(2));
    expect(result).toMatchObject({ ok: false, segments: { good: 2, bad: 1 }, records: 101 + 103 });
    expect(result.details.isCorrupt).toBe(true);
  });

  it('reads the records of a torn segment from its shadow', async () => {
    const result = await verify(new LogBuilder().segments(1, 3).shadowOf(3).damage(3));
    expect(result).toMatchObject({ ok: false, records: 306, segments: { good: 2, bad: 1 } });
    expect(result.details.isCorrupt).toBe(false);
  });

  it('reports a damaged record with its position', async () => {
    const result = await verify(new LogBuilder().segment(1, records([23, 200])).segments(2, 2));
    expect(result.problems).toMatchObject([{ lgpos: { lGeneration: 5, isec: 1, ib: 41 } }]);
    expect(result.records).toBe(1 + 102);
  });

  it('checks the segments behind a damaged header', async () => {
    const result = await verify(new LogBuilder().segments(1, 3).flipBit(0, 2000));
    expect(result).toMatchObject({ ok: false, generation: 5, records: 306, segments: { good: 3, bad: 0 } });
    expect(result.problems).toMatchObject([{ error: 'JET_errLogFileCorrupt', segment: 0 }]);
  });

  it('checks what there is of a truncated file', async () => {
    const result = await verify(new LogBuilder().segments(1, 3), 'edb.log', 3 * 4096 + 100);
    expect(result).toMatchObject({ ok: false, segments: { good: 2, bad: 0 } });
    expect(result.problems).toMatchObject([{ error: 'JET_errLogFileSizeMismatch' }]);
  });

  it.for([0, 1, 4095])('reports a file of %i bytes', async (size) => {
    const result = await verify(new LogBuilder(), 'edb.log', size);
    expect(result.problems).toMatchObject([{ error: 'JET_errFileIOBeyondEOF' }]);
  });

  it('stops at a version it does not know', async () => {
    const result = await verify(new LogBuilder().segments(1, 2).header({ 40: 999 }));
    expect(result.problems).toMatchObject([{ error: 'JET_errBadLogVersion' }]);
  });

  it('throws what the file system says of a missing file', async () => {
    const fs = await fileSystemWith({});
    await expect(verifyLog(fs, 'edb.log')).rejects.toMatchObject({ name: 'JET_errFileNotFound' });
  });
});

describe('a chain of logs', () => {
  /** Generations 1, 2, … as they follow each other, the last one current. */
  async function chain(
    count: number,
    change: (log: LogBuilder, generation: number) => void = () => undefined,
  ): Promise<LogVerification[]> {
    const result: LogVerification[] = [];
    for (let generation = 1; generation <= count; generation++) {
      const log = new LogBuilder(generation).segments(1, 3);
      const before = result.at(-1)?.details;
      // tmCreate is (generation, year 120); tmPrevGen repeats that of the generation before.
      log.header({ 16: generation, 20: 0x7801, 44: 77 });
      if (before !== undefined) {
        const sum = before.accumulatedChecksum;
        log.header({ 24: generation - 1, 28: 0x7801 });
        log.header({ 653: Number(sum & 0xffffffffn), 657: Number(sum >> 32n) });
      }
      change(log, generation);
      const name = generation === count ? 'edb.log' : `edb0000${generation}.log`;
      result.push(await verify(log, name));
    }
    return result;
  }

  const errors = (logs: LogVerification[]): string[] => verifyChain(logs).problems.map((p) => p.error);

  it('is whole', async () => {
    const verified = verifyChain(await chain(4));
    expect(verified).toMatchObject({ ok: true, problems: [] });
    expect(verified.chains).toEqual([{ base: 'edb', generations: { from: 1, to: 4 }, missing: [] }]);
  });

  it('lists missing generations as ranges', async () => {
    const logs = await chain(6);
    const verified = verifyChain([logs[0]!, logs[4]!, logs[5]!]);
    expect(verified.chains[0]!.missing).toEqual([{ from: 2, to: 4 }]);
    expect(verified.problems).toMatchObject([{ error: 'JET_errMissingLogFile', generation: 2 }]);
    expect(errors([logs[0]!, logs[5]!])).toEqual(['JET_errMissingLogFile']);
  });

  it('finds a foreign signature', async () => {
    const logs = await chain(3, (log, generation) => generation === 3 && log.header({ 44: 78 }));
    expect(errors(logs)).toEqual(['JET_errBadLogSignature']);
  });

  it('finds another creation time of the log before', async () => {
    const logs = await chain(3, (log, generation) => generation === 2 && log.header({ 16: 99 }));
    expect(errors(logs)).toEqual(['JET_errInvalidLogSequence']);
  });

  it('finds another content of the log before', async () => {
    const logs = await chain(3, (log, generation) => generation === 3 && log.header({ 653: 99 }));
    expect(errors(logs)).toEqual(['JET_errLogSequenceChecksumMismatch']);
    const old = await chain(3, (log, generation) => generation === 3 && log.header({ 653: 99, 648: 12 }));
    expect(errors(old)).toEqual([]);
  });

  it('finds a log under the name of another generation', async () => {
    const logs = await chain(4);
    const fs = await new LogBuilder(9).file('edb00003.log');
    expect(errors([logs[0]!, logs[1]!, await verifyLog(fs, 'edb00003.log'), logs[3]!])).toEqual([
      'JET_errLogGenerationMismatch',
      'JET_errMissingLogFile',
    ]);
  });

  it('finds a log without a usable header', async () => {
    const logs = await chain(3, (log, generation) => generation === 2 && log.flipBit(0, 3000));
    expect(verifyChain(logs).problems).toMatchObject([
      { error: 'JET_errLogFileCorrupt', generation: 2 },
      { error: 'JET_errMissingLogFile', generation: 2 },
    ]);
  });

  it('finds a current log that does not follow the archived ones', async () => {
    const logs = await chain(4);
    const old = await verify(new LogBuilder(2).segments(1, 3).header({ 44: 77, 16: 2, 20: 0x7801 }));
    expect(errors([...logs.slice(0, 3), old])).toContain('JET_errInvalidLogSequence');
  });

  it('leaves out logs under construction and keeps base names apart', async () => {
    const logs = await chain(3);
    const fs = await new LogBuilder(1).header({ 44: 1 }).file('SRU.log');
    const other = await verifyLog(fs, 'SRU.log');
    const tmp = await verify(new LogBuilder(40), 'edbtmp.log');
    const verified = verifyChain([tmp, other, ...logs]);
    expect(verified.ok).toBe(true);
    expect(verified.chains.map(({ base }) => base)).toEqual(['edb', 'sru']);
  });
});
