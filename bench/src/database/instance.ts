import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { dataFolder, sampleArchive } from '../places';
import { runCommand } from '../measure/run-command';
import { ensureMade, generatorFingerprint } from './fingerprint';
import { writeDatabase, type DatabaseShape } from './write-database';

/** A generated instance: a database with the logs and the checkpoint of the sample. */
export interface Instance {
  readonly folder: string;
  readonly database: string;
  readonly shape: DatabaseShape;
}

/** What a backup takes besides the database. The flush map does not fit a database of another size. */
const companions = /^edb[0-9a-f]*\.(log|chk)$/i;

export function sizeText(bytes: number): string {
  return bytes % (1 << 30) === 0 ? `${bytes / (1 << 30)} GiB` : `${bytes / (1 << 20)} MiB`;
}

/** The instance of this shape, from an earlier run or generated now. */
export function ensureInstance(shape: DatabaseShape, report: (text: string) => void): Instance {
  const { pageSize, size, seed } = shape;
  const label = `${sizeText(size)} in ${pageSize}-byte pages`;
  const folder = join(dataFolder, `instance-${sizeText(size)}-${pageSize}-${seed}`.replace(' ', ''));
  ensureMade(folder, generatorFingerprint(readFileSync(sampleArchive), JSON.stringify(shape)), () => {
    report(`generating ${label} …`);
    mkdirSync(folder);
    const sample = unpackSample();
    for (const name of readdirSync(sample).filter((name) => companions.test(name))) {
      copyFileSync(join(sample, name), join(folder, name));
    }
    writeDatabase(join(folder, 'a.edb'), readFileSync(join(sample, 'a.edb')), shape);
    // Written to disk now, because it would be written during a measurement otherwise.
    runCommand({ file: 'sync', args: [join(folder, 'a.edb')] });
  });
  return { folder, database: join(folder, 'a.edb'), shape };
}

function unpackSample(): string {
  const folder = join(dataFolder, 'sample');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  runCommand({ file: 'tar', args: ['-xzf', sampleArchive, '-C', folder] });
  return folder;
}
