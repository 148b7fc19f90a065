import { checkLines } from './line-structure';
import { checkNodes } from './node-structure';
import { pageFlag, tagSize } from './page-layout';
import type { PageView } from './page-header';
import { structureProblem, type StructureProblem } from './structure-problem';

/** Flags a PreInit page may have besides PreInit (02 §1.4). */
const preInitFlags =
  pageFlag.preInit | pageFlag.newRecordFormat | pageFlag.newChecksumFormat | pageFlag.flushTypeMask;

/** The smallest node but one: only an empty key makes a smaller one, and a page has one of those. */
const cbNodeLeast = 4;

/**
 * Checks the structure of a page whose checksum is good (02 §7 step 5): the first rule it breaks, or
 * `undefined`. Pages of space trees are checked down to their lines only.
 *
 * Runs on every page of a scan: linear in the page's size whatever the bytes are, no allocation on a
 * sound page, and no exception on any. A blank page is not a page with a structure: test that first.
 */
export function checkPageStructure(view: PageView): StructureProblem | undefined {
  const problem = checkCounts(view) ?? checkFlags(view) ?? checkTagArray(view);
  if (problem !== undefined || view.itagMicFree === 0) return problem;
  const lineProblem = checkLines(view);
  if (lineProblem !== undefined || view.hasFlag(pageFlag.spaceTree)) return lineProblem;
  return checkNodes(view);
}

function checkCounts(view: PageView): StructureProblem | undefined {
  const { cbPageData, cbFree, cbUncommittedFree, ibMicFree, itagMicFree } = view;
  if (cbFree > cbPageData) return structureProblem('cbFree', `cbFree ${cbFree} of ${cbPageData} bytes`);
  if (cbUncommittedFree > cbFree) {
    return structureProblem(
      'cbUncommittedFree',
      `cbUncommittedFree ${cbUncommittedFree} of cbFree ${cbFree}`,
    );
  }
  if (ibMicFree > cbPageData) {
    return structureProblem('ibMicFree', `ibMicFree ${ibMicFree} of ${cbPageData} bytes`);
  }
  if (itagMicFree >= cbPageData / tagSize) {
    return structureProblem('itagMicFree', `itagMicFree ${itagMicFree} in ${cbPageData} bytes`);
  }
  return undefined;
}

function checkFlags(view: PageView): StructureProblem | undefined {
  const { flags } = view;
  if ((flags & pageFlag.empty) !== 0 && (flags & pageFlag.preInit) !== 0) {
    return structureProblem('emptyAndPreInit', `${hexFlags(flags)}: Empty and PreInit`);
  }
  if ((flags & pageFlag.preInit) !== 0 && !isSoundPreInit(view)) {
    const rest = `${view.itagMicFree} tags, siblings ${view.pgnoPrev} and ${view.pgnoNext}`;
    return structureProblem('preInit', `${hexFlags(flags)}, ${rest}: not what a PreInit page is`);
  }
  if ((flags & pageFlag.index) !== 0 && (flags & pageFlag.longValue) !== 0) {
    return structureProblem('indexAndLongValue', `${hexFlags(flags)}: Index and LongValue`);
  }
  if ((flags & pageFlag.repair) !== 0) return structureProblem('repairFlag', `${hexFlags(flags)}: Repair`);
  return undefined;
}

function hexFlags(flags: number): string {
  return `flags 0x${flags.toString(16)}`;
}

function isSoundPreInit(view: PageView): boolean {
  const required = pageFlag.preInit | pageFlag.newRecordFormat;
  const { flags } = view;
  return (
    (flags & required) === required &&
    (flags & ~preInitFlags) === 0 &&
    view.itagMicFree === 0 &&
    view.pgnoPrev === 0 &&
    view.pgnoNext === 0
  );
}

function checkTagArray(view: PageView): StructureProblem | undefined {
  const { itagMicFree, ctagReserved, cbPageData } = view;
  if (itagMicFree === 0) {
    if (view.hasFlag(pageFlag.empty | pageFlag.preInit)) return undefined;
    return structureProblem('noTags', 'itagMicFree 0 on a page in use');
  }
  if (ctagReserved > itagMicFree) {
    return structureProblem('reservedTags', `${ctagReserved} of ${itagMicFree} tags are reserved`);
  }
  const cbTags = tagSize * itagMicFree;
  if (cbTags + cbNodeLeast * view.clines > cbPageData || cbTags + view.ibMicFree > cbPageData) {
    const text = `${itagMicFree} tags and lines up to ${view.ibMicFree} in ${cbPageData} bytes`;
    return structureProblem('tagArray', text);
  }
  return undefined;
}
