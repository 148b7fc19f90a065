import { expect, it } from 'vitest';
import { Clock } from '../../src/cache/clock';

it('chooses slots in order as long as none was used again', () => {
  const clock = new Clock(3);
  expect(Array.from({ length: 7 }, () => clock.advance())).toEqual([0, 1, 2, 0, 1, 2, 0]);
});

it('passes over a used slot once', () => {
  const clock = new Clock(3);
  clock.touch(0);
  expect([clock.advance(), clock.advance(), clock.advance()]).toEqual([1, 2, 0]);
});

it('ends when all are used', () => {
  const clock = new Clock(2);
  clock.touch(0);
  clock.touch(1);
  expect(clock.advance()).toBe(0);
});

it('chooses a slot that was given back next', () => {
  const clock = new Clock(4);
  const slot = clock.advance();
  clock.touch(slot);
  clock.giveBack(slot);
  expect(clock.advance()).toBe(slot);
});

it('chooses the slots it was given later next, and then all in order', () => {
  const clock = new Clock(2);
  clock.advance();
  clock.touch(0);
  clock.grow(4);
  expect(clock.slots).toBe(4);
  expect(Array.from({ length: 5 }, () => clock.advance())).toEqual([2, 3, 1, 2, 3]);
});
