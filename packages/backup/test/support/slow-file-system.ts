import type { File, FileSystem } from '@esekit/core';

/** What happens on a {@link slowFileSystem}, in order. */
export interface Moment {
  readonly what: 'write begins' | 'write ends' | 'closed' | 'removed';
  readonly path: string;
}

/** How many milliseconds an operation on a path takes, and whether it then fails. */
export type Pace = (
  operation: 'read' | 'write',
  path: string,
) => { takes: number; fails?: Error } | undefined;

/** A file system whose reads and writes take real time, as those of a disk do. */
export function slowFileSystem(inner: FileSystem, pace: Pace, moments: Moment[]): FileSystem {
  const wait = async (operation: 'read' | 'write', path: string): Promise<void> => {
    const { takes, fails } = pace(operation, path) ?? { takes: 0 };
    await new Promise((resolve) => setTimeout(resolve, takes));
    if (fails) throw fails;
  };
  const slowFile = (file: File): File => ({
    ...bound(file),
    path: file.path,
    async read(target, position) {
      await wait('read', file.path);
      return file.read(target, position);
    },
    async write(source, position) {
      moments.push({ what: 'write begins', path: file.path });
      try {
        await wait('write', file.path);
        await file.write(source, position);
      } finally {
        moments.push({ what: 'write ends', path: file.path });
      }
    },
    async close() {
      moments.push({ what: 'closed', path: file.path });
      await file.close();
    },
  });
  return {
    ...bound(inner),
    open: async (path, mode) => slowFile(await inner.open(path, mode)),
    async removeFile(path) {
      moments.push({ what: 'removed', path });
      await inner.removeFile(path);
    },
  };
}

/** The methods of an object, so that some of them can be replaced. */
function bound<T extends object>(of: T): T {
  const names = Object.getOwnPropertyNames(Object.getPrototypeOf(of)) as (keyof T)[];
  const methods = names.flatMap((name) => {
    const value = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(of), name)?.value as unknown;
    return typeof value === 'function' ? [[name, value.bind(of) as unknown]] : [];
  });
  return Object.fromEntries(methods) as T;
}
