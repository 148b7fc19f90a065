import type { FileSystem } from '../../files/file-system';
import { closedCases } from './closed-cases';
import {
  Bench,
  type ComplianceCase,
  type ComplianceFixture,
  type ComplianceOptions,
} from './compliance-case';
import { contentCases } from './content-cases';
import { folderCases } from './folder-cases';
import { lockCases } from './lock-cases';
import { nameCases } from './name-cases';
import { syncFlavour } from './sync-flavour';

/** The two functions of a test framework that the suite needs; vitest, node:test and others have them. */
export interface TestFramework {
  describe(name: string, body: () => void): unknown;
  test(name: string, body: () => Promise<void>): unknown;
}

const groups: Readonly<Record<string, readonly ComplianceCase[]>> = {
  content: contentCases,
  names: nameCases,
  folders: folderCases,
  locks: lockCases,
  'closed files': closedCases,
};

const flavours: Readonly<Record<string, (fs: FileSystem) => FileSystem>> = {
  asynchronous: (fs) => fs,
  synchronous: syncFlavour,
};

/**
 * The rules of {@link FileSystem} as tests. Every implementation runs them, so that a layer above can
 * trade one for another. `createFixture` is called for each test and gives a fresh empty
 * folder.
 *
 * @example
 * fileSystemCompliance({ describe, test }, () => ({ fs: createMemoryFileSystem(), folder: '.' }));
 */
export function fileSystemCompliance(
  { describe, test }: TestFramework,
  createFixture: () => ComplianceFixture | Promise<ComplianceFixture>,
  { openFilesOutliveTheirNames = true }: ComplianceOptions = {},
): void {
  const applies = (one: ComplianceCase): boolean => openFilesOutliveTheirNames || !one.needsOutliving;
  for (const [flavour, convert] of Object.entries(flavours)) {
    for (const [group, cases] of Object.entries(groups)) {
      describe(`${flavour}: ${group}`, () => {
        for (const one of cases.filter(applies)) test(one.name, () => runCase(one, convert, createFixture));
      });
    }
  }
}

async function runCase(
  one: ComplianceCase,
  convert: (fs: FileSystem) => FileSystem,
  createFixture: () => ComplianceFixture | Promise<ComplianceFixture>,
): Promise<void> {
  const fixture = await createFixture();
  const bench = new Bench(convert(fixture.fs), fixture.folder);
  try {
    await one.run(bench);
  } finally {
    await bench.closeAll();
  }
}
