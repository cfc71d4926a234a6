import { expect, test } from 'vitest';
import { classesOfPaths, outerFolders, isSystemFile, pathEndings } from '../../../../src/core/images/classOfPath.ts';

test('the innermost folder is the class', () => {
  expect(classesOfPaths(['p/train/ok/1.png', 'p/train/bad/2.png', 'p/test/ok/3.png'])).toEqual(['ok', 'bad', 'ok']);
});

test('a folder that all are in names nothing', () => {
  expect(classesOfPaths(['parts/1.png', 'parts/2.png'])).toEqual([null, null]);
  expect(classesOfPaths(['1.png', '2.png'])).toEqual([null, null]);
  expect(classesOfPaths(['parts/1.png', 'parts/ok/2.png'])).toEqual([null, 'ok']);
});

test('above the classes, folders may say what pictures are for', () => {
  expect(outerFolders(['p/train/ok/1.png', 'p/train/bad/2.png', 'p/test/ok/3.png'])).toEqual([
    'train',
    'train',
    'test',
  ]);
  expect(outerFolders(['train/ok/1.png', 'test/ok/3.png'])).toEqual(['train', 'test']);
  expect(outerFolders(['train/ok/1.png', 'test/3.png'])).toBeNull();
  expect(outerFolders(['parts/ok/1.png', 'parts/bad/3.png'])).toBeNull();
});

test('a label may name a file from any of its folders on', () => {
  expect(pathEndings('a/b/c.png')).toEqual(['a/b/c.png', 'b/c.png', 'c.png']);
});

test('what systems leave behind is set aside', () => {
  expect(['__MACOSX/a.png', 'a/.DS_Store', 'a/Thumbs.db'].map(isSystemFile)).toEqual([true, true, true]);
  expect(isSystemFile('a/b.png')).toBe(false);
});
