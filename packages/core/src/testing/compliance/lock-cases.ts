import { equal, throws } from './assertions';
import type { ComplianceCase } from './compliance-case';

/** Locks between open files. */
export const lockCases: readonly ComplianceCase[] = [
  {
    name: 'shared locks go together',
    async run(bench) {
      const first = await bench.create('a');
      const second = await bench.open('a', 'read');
      equal(first.tryLock('shared'), true, 'first');
      equal(second.tryLock('shared'), true, 'second');
    },
  },
  {
    name: 'a shared lock keeps an exclusive one out, until it is given back',
    async run(bench) {
      const writer = await bench.create('a');
      const reader = await bench.open('a', 'read');
      equal(reader.tryLock('shared'), true, 'shared');
      equal(writer.tryLock('exclusive'), false, 'exclusive while shared');
      reader.unlock();
      equal(writer.tryLock('exclusive'), true, 'exclusive afterwards');
    },
  },
  {
    name: 'an exclusive lock keeps every other out',
    async run(bench) {
      const first = await bench.create('a');
      const second = await bench.open('a', 'readWrite');
      equal(first.tryLock('exclusive'), true, 'first');
      equal(second.tryLock('exclusive'), false, 'exclusive');
      equal(second.tryLock('shared'), false, 'shared');
      first.unlock();
      equal(second.tryLock('shared'), true, 'shared afterwards');
    },
  },
  {
    name: 'closing gives the lock back',
    async run(bench) {
      const first = await bench.create('a');
      const second = await bench.open('a', 'readWrite');
      equal(first.tryLock('exclusive'), true, 'first');
      await first.close();
      equal(second.tryLock('exclusive'), true, 'second');
    },
  },
  {
    name: 'a lock is asked for again, but not as another kind',
    async run(bench) {
      const file = await bench.create('a');
      file.unlock();
      equal(file.tryLock('shared'), true, 'first');
      equal(file.tryLock('shared'), true, 'again');
      throws('JET_errInvalidParameter', () => file.tryLock('exclusive'));
      file.unlock();
      equal(file.tryLock('exclusive'), true, 'exclusive');
    },
  },
  {
    name: 'a refused lock is not held',
    async run(bench) {
      const first = await bench.create('a');
      const second = await bench.open('a', 'readWrite');
      const third = await bench.open('a', 'readWrite');
      first.tryLock('exclusive');
      equal(second.tryLock('shared'), false, 'refused');
      first.unlock();
      equal(third.tryLock('exclusive'), true, 'third');
    },
  },
  {
    name: 'an exclusive lock needs a file open for writing',
    async run(bench) {
      await bench.create('a');
      const reader = await bench.open('a', 'read');
      throws('JET_errFileAccessDenied', () => reader.tryLock('exclusive'));
    },
  },
  {
    name: 'a lock is advisory: reading and writing go on',
    async run(bench) {
      const first = await bench.create('a', [1]);
      const second = await bench.open('a', 'readWrite');
      first.tryLock('exclusive');
      await second.write(Uint8Array.of(2), 1);
      await bench.expectContent(second, [1, 2]);
    },
  },
  {
    name: 'locks on separate files have nothing to do with each other',
    async run(bench) {
      const a = await bench.create('a');
      const b = await bench.create('b');
      equal(a.tryLock('exclusive'), true, 'a');
      equal(b.tryLock('exclusive'), true, 'b');
    },
  },
];
