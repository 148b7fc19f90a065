// Backs an instance up through the library, with or without what makes it durable:
//   child-backup.ts SOURCE TARGET DIGEST (synced | unsynced)
import { backupCleanInstance, digestNames } from '@esekit/backup';
import { nodeDigests } from '@esekit/backup/node';
import { createNodeFileSystem } from '@esekit/core/node';
import { withoutSync } from './measure/file-system-without-sync';

const [source = '', target = '', digestName = '', durability] = process.argv.slice(2);
const digest = digestNames.find((name) => name === digestName)!;
const fs = durability === 'unsynced' ? withoutSync(createNodeFileSystem()) : createNodeFileSystem();
const startedAt = performance.now();
const { bytes } = await backupCleanInstance(fs, source, target, {
  digests: await nodeDigests(),
  digest,
  tool: 'esekit bench',
  now: new Date(),
});
console.log(JSON.stringify({ seconds: (performance.now() - startedAt) / 1000, bytes }));
