import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { JetError } from '@esekit/core';
import { stampXorChecksum } from '@esekit/pages';
import { describeCorpus, seededRandom, seedForRun, temporaryFolder, type Random } from '@esekit/testkit';
import { expect, it } from 'vitest';
import {
  checkCheckpoint,
  identifyFile,
  readSegmentHeader,
  stampSegment,
  verifyChain,
  verifyLog,
} from '../../src/index';
import { unpackEngineArchive } from '../support/corpus-files';
import { fileSystemWith } from '../support/log-builder';

/** Overwrites up to 12 places with something else. */
function mutate(bytes: Uint8Array, from: number, to: number, random: Random): void {
  for (let n = 1 + random.below(12); n > 0; n--) {
    const at = from + random.below(to - from);
    const length = Math.min(1 + random.below(random.pick([1, 4, 64])), to - at);
    random.fill(bytes.subarray(at, at + length));
    if (random.below(3) === 0) bytes.fill(random.pick([0, 0xff, 76, 77]), at, at + length);
  }
}

describeCorpus('mutated logs', () => {
  const folder = temporaryFolder();

  it('never crash, hang, or throw anything but JetError', { timeout: 120_000 }, async () => {
    const random = seededRandom(seedForRun('mutated logs'));
    const root = join(unpackEngineArchive('dirty-lv-4k.tar.gz', folder), 'dirty-lv-4k', 'files');
    const original = new Uint8Array(readFileSync(join(root, 'edb00000001.log')));
    for (let round = 0; round < 250; round++) {
      const bytes = original.slice(0, random.below(5) === 0 ? random.below(original.length) : undefined);
      const seal = random.below(3) > 0;
      if (random.below(3) === 0) mutate(bytes, 0, Math.min(4096, bytes.length), random);
      if (seal && bytes.length >= 4096) stampXorChecksum(bytes.subarray(0, 4096));
      for (let n = random.below(4); n > 0 && bytes.length >= 8192; n--) {
        const isec = 1 + random.below(Math.floor(bytes.length / 4096) - 1);
        const segment = bytes.subarray(isec * 4096, (isec + 1) * 4096);
        mutate(segment, 0, 4096, random);
        // A right checksum over wrong content takes the damage to the record walker.
        if (seal) stampSegment(segment, 1, isec, readSegmentHeader(segment).logtimeStart);
      }
      const fs = await fileSystemWith({ 'edb.log': bytes });
      try {
        const log = await verifyLog(fs, 'edb.log');
        expect(log.segments.good + log.segments.bad).toBeLessThanOrEqual(65535);
        verifyChain([log]);
        await identifyFile(fs, 'edb.log');
      } catch (error) {
        expect(JetError.isInstance(error), `round ${round}: ${String(error)}`).toBe(true);
      }
    }
  });

  it('nor do mutated checkpoints', () => {
    const random = seededRandom(seedForRun('mutated checkpoints'));
    const root = unpackEngineArchive('dirty-lv-4k.tar.gz', folder);
    const original = new Uint8Array(readFileSync(join(root, 'dirty-lv-4k', 'files', 'edb.chk')));
    expect(basename(root)).toBe('dirty-lv-4k');
    for (let round = 0; round < 500; round++) {
      const bytes = original.slice();
      mutate(bytes, 0, bytes.length, random);
      stampXorChecksum(bytes.subarray(0, 4096));
      expect(checkCheckpoint(bytes).checkpoint).toBeDefined();
    }
  });
});
