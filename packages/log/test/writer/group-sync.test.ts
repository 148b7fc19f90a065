import { describe, expect, it } from 'vitest';
import { GroupSync } from '../../src/writer/group-sync';

/** Runs that end when the test says so. */
class Runs {
  started = 0;
  readonly #ends: ((error?: Error) => void)[] = [];

  readonly run = (): Promise<void> => {
    this.started++;
    return new Promise((resolve, reject) => {
      this.#ends.push((error) => {
        if (error) reject(error);
        else resolve();
      });
    });
  };

  async end(error?: Error): Promise<void> {
    this.#ends.shift()!(error);
    await turns();
  }
}

async function turns(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}

describe('sharing a sync', () => {
  it('callers of one turn share one, those during it share the next', async () => {
    const runs = new Runs();
    const group = new GroupSync(runs.run);
    const done: string[] = [];
    const request = (name: string): void => void group.request().then(() => done.push(name));
    request('a');
    request('b');
    await turns();
    expect(runs.started).toBe(1);
    request('c');
    request('d');
    await turns();
    expect(runs.started).toBe(1);
    await runs.end();
    expect(done).toEqual(['a', 'b']);
    expect(runs.started).toBe(2);
    await runs.end();
    expect(done).toEqual(['a', 'b', 'c', 'd']);
    request('e');
    await turns();
    expect(runs.started).toBe(3);
  });

  it('a failure is that of those who waited for it', async () => {
    const runs = new Runs();
    const group = new GroupSync(runs.run);
    const first = group.request();
    await turns();
    const second = group.request();
    const failed = expect(first).rejects.toThrow('no disk');
    await runs.end(new Error('no disk'));
    await failed;
    await runs.end();
    await second;
    expect(runs.started).toBe(2);
  });

  it('waits for the turn that it is given', async () => {
    const runs = new Runs();
    const group = new GroupSync(runs.run);
    let release = (): void => undefined;
    const waiting = group.request(() => new Promise((resolve) => (release = resolve)));
    await turns();
    expect(runs.started).toBe(0);
    release();
    await turns();
    expect(runs.started).toBe(1);
    await runs.end();
    await waiting;
  });
});
