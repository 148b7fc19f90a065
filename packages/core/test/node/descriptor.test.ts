import * as fs from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@esekit/testkit';
import { describe, expect, test } from 'vitest';
import { Descriptor } from '../../src/node/descriptor';

const folder = temporaryFolder();

/** A number of its own, and whether it is still that of an open file. */
function openNumber(name: string): { fd: number; isOpen: () => boolean } {
  const fd = fs.openSync(join(folder, name), 'w+');
  const isOpen = (): boolean => {
    try {
      fs.fstatSync(fd);
      return true;
    } catch {
      return false;
    }
  };
  return { fd, isOpen };
}

/** Work that ends when it is told to. */
function workUntilTold(): { work: () => Promise<string>; finish: () => void } {
  let finish = (): void => undefined;
  const told = new Promise<string>((resolve) => (finish = () => resolve('done')));
  return { work: () => told, finish };
}

describe('a descriptor', () => {
  test('is closed only after the last use, by close', async () => {
    const { fd, isOpen } = openNumber('a');
    const descriptor = new Descriptor(fd);
    const first = workUntilTold();
    const second = workUntilTold();
    const using = [descriptor.use(first.work), descriptor.use(second.work)];
    const closing = descriptor.close();
    first.finish();
    await using[0];
    expect(isOpen()).toBe(true);
    second.finish();
    expect(await using[1]).toBe('done');
    await closing;
    expect(isOpen()).toBe(false);
  });

  test('is closed only after the last use, by closeSync', async () => {
    const { fd, isOpen } = openNumber('b');
    const descriptor = new Descriptor(fd);
    const { work, finish } = workUntilTold();
    const using = descriptor.use(work);
    descriptor.closeSync();
    expect(isOpen()).toBe(true);
    finish();
    expect(await using).toBe('done');
    expect(isOpen()).toBe(false);
  });

  test('takes no new use while it waits to be closed', async () => {
    const descriptor = new Descriptor(openNumber('c').fd);
    const { work, finish } = workUntilTold();
    const using = descriptor.use(work);
    const closing = descriptor.close();
    const refused = expect.objectContaining({ name: 'JET_errInvalidParameter' });
    expect(() => descriptor.useSync(() => 1)).toThrow(refused);
    await expect(descriptor.use(() => Promise.resolve(1))).rejects.toEqual(refused);
    finish();
    await using;
    await closing;
  });

  test('is closed after a use that fails', async () => {
    const { fd, isOpen } = openNumber('d');
    const descriptor = new Descriptor(fd);
    await expect(descriptor.use(() => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
    await descriptor.close();
    expect(isOpen()).toBe(false);
  });

  test('a closing that fails is told by the use it waited for', async () => {
    const { fd } = openNumber('e');
    const descriptor = new Descriptor(fd);
    const { work, finish } = workUntilTold();
    const using = descriptor.use(work);
    descriptor.closeSync();
    fs.closeSync(fd);
    finish();
    await expect(using).rejects.toMatchObject({ code: 'EBADF' });
  });
});
