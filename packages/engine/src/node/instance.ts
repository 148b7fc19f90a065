import { randomBytes } from 'node:crypto';
import { logTimeFromDate } from '@esekit/core';
import { createNodeFileSystem } from '@esekit/core/node';
import { Instance, type InstancePlatform, type InstanceSettings } from '../api';

/** The machine that this process runs on: its files, clock, random numbers and timers. */
export function nodeInstancePlatform(): InstancePlatform {
  return {
    fs: createNodeFileSystem(),
    now: () => logTimeFromDate(new Date()),
    random: () => randomBytes(4).readUInt32LE(0),
    // Nothing is lost when the process ends before: what is in the log will be recovered.
    schedule: (task, delay) => void setTimeout(task, delay).unref(),
  };
}

/**
 * Opens an instance in a folder of this computer, like `Instance.open`.
 *
 * @example
 * await using instance = await openInstance('data');
 * const people = await instance.openDatabase('people.edb');
 */
export function openInstance(folder: string, settings: InstanceSettings = {}): Promise<Instance> {
  return Instance.open(nodeInstancePlatform(), folder, settings);
}
