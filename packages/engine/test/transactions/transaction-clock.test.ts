import { describe, expect, test } from 'vitest';
import { TransactionClock } from '../../src/transactions/transaction-clock';

describe('the transaction clock', () => {
  test('goes on by 4 from what recovery found (14 §1)', () => {
    const clock = new TransactionClock(0x1c);
    expect([clock.next(), clock.next()]).toEqual([0x20, 0x24]);
    expect(clock.newest).toBe(0x24);
  });

  test('passes the range of the log without going back, and leaves out the stamp that is 0 there', () => {
    const clock = new TransactionClock(0xffff_fff8);
    expect(clock.next()).toBe(0xffff_fffc);
    expect(clock.next() >>> 0).toBe(4);
    expect(clock.newest).toBe(0x1_0000_0004);
  });
});
