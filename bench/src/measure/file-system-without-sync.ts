import type { File, FileSystem } from '@esekit/core';

/**
 * The same file system, except that nothing is made durable: what a backup costs before the disk has
 * to have it, which is what `cp` does. For measurements only.
 */
export function withoutSync(fs: FileSystem): FileSystem {
  return redirected(fs, {
    open: async (path, mode) => unsynced(await fs.open(path, mode)),
    openSync: (path, mode) => unsynced(fs.openSync(path, mode)),
    syncDirectory: () => Promise.resolve(),
    syncDirectorySync: () => undefined,
  });
}

function unsynced(file: File): File {
  return redirected(file, { sync: () => Promise.resolve(), syncSync: () => undefined });
}

/** The methods work on private fields, so each is called on the object it belongs to. */
function redirected<T extends object>(target: T, replaced: Partial<T>): T {
  return new Proxy(target, {
    get(_, name) {
      const own = Reflect.get(replaced, name) as unknown;
      if (own !== undefined) return own;
      const member = Reflect.get(target, name, target) as unknown;
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
}
