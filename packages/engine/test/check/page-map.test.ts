import { describe, expect, it } from 'vitest';
import { PageMap, pageUse } from '../../src/check/page-map';

describe('the map of pages', () => {
  it('keeps owner, use and extent end of each page apart', () => {
    const map = new PageMap(10);
    map.own(3, 0xffffff, false);
    map.own(4, 1, true);
    map.setUse(3, pageUse.abandoned);
    map.setUse(4, pageUse.tree);
    map.setUse(4, pageUse.available);
    expect([map.owner(3), map.use(3), map.isExtentEnd(3)]).toEqual([0xffffff, pageUse.abandoned, false]);
    expect([map.owner(4), map.use(4), map.isExtentEnd(4)]).toEqual([1, pageUse.available, true]);
    expect([map.owner(10), map.use(10), map.isExtentEnd(10)]).toEqual([0, pageUse.none, false]);
  });

  it('forgets the use of a page that goes to another tree', () => {
    const map = new PageMap(2);
    map.own(1, 1, true);
    map.setUse(1, pageUse.tree);
    map.own(1, 2, false);
    expect([map.owner(1), map.use(1), map.isExtentEnd(1)]).toEqual([2, pageUse.none, false]);
  });
});
