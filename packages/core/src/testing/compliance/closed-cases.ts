import { equal, equalBytes, fails, throws } from './assertions';
import type { ComplianceCase } from './compliance-case';

/** Closed files. */
export const closedCases: readonly ComplianceCase[] = [
  {
    name: 'closing twice is allowed, in any form',
    async run(bench) {
      const file = await bench.create('a');
      await file.close();
      await file.close();
      file.closeSync();
    },
  },
  {
    name: 'anything else on a closed file is JET_errInvalidParameter',
    async run(bench) {
      const file = await bench.create('a', [1]);
      await file.close();
      await fails('JET_errInvalidParameter', () => file.size());
      await fails('JET_errInvalidParameter', () => file.read(new Uint8Array(1), 0));
      await fails('JET_errInvalidParameter', () => file.write(Uint8Array.of(1), 0));
      await fails('JET_errInvalidParameter', () => file.truncate(0));
      await fails('JET_errInvalidParameter', () => file.sync());
      throws('JET_errInvalidParameter', () => file.tryLock('shared'));
      throws('JET_errInvalidParameter', () => file.unlock());
      await bench.expectContent(await bench.open('a', 'read'), [1]);
    },
  },
  {
    name: 'what is under way when a file is closed ends normally',
    async run(bench) {
      const content = new Uint8Array(200_000).fill(5);
      const file = await bench.create('a');
      const writing = file.write(content, 0);
      const closing = file.close();
      await Promise.all([writing, closing]);

      const reader = await bench.open('a', 'read');
      const back = new Uint8Array(content.length);
      const reading = reader.read(back, 0);
      reader.closeSync();
      equal(await reading, content.length, 'bytes read');
      equalBytes(back, content, 'content');
    },
  },
];
