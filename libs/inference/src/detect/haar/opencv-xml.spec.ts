import { describe, expect, it } from 'vitest';
import { CascadeError } from '#inference/errors';
import { NEW_CASCADE, OLD_CASCADE } from '#inference/testing/cascade-xml';
import { readOpenCvCascade } from './opencv-xml.ts';

const stage = {
  threshold: 0.5,
  trees: [
    {
      nodes: [
        {
          left: 0,
          right: -1,
          threshold: 0.1,
          feature: [
            [0, 0, 8, 8, -1],
            [0, 4, 8, 4, 2],
          ],
        },
      ],
      leaves: [0, 1],
    },
  ],
};

function problemOf(xml: string): { problem: string; message: string } {
  try {
    readOpenCvCascade(xml, 'face.xml');
  } catch (error) {
    if (error instanceof CascadeError) return error;
    throw error;
  }
  throw new Error('It was read.');
}

describe('readOpenCvCascade', () => {
  it('reads the newer form', () => {
    expect(readOpenCvCascade(NEW_CASCADE, 'new')).toEqual({ source: 'new', width: 8, height: 8, stages: [stage] });
  });

  it('reads the older form', () => {
    expect(readOpenCvCascade(OLD_CASCADE, 'old')).toEqual({ source: 'old', width: 8, height: 8, stages: [stage] });
  });

  it('reads trees of either form alike', () => {
    const newer = NEW_CASCADE.replace(/0 -1 0 1\.0+e-01/, '1 0 0 0.1 -1 -2 0 0.3').replace('0. 1.</leaf', '5. 6. 7.</leaf');
    const node = (threshold: number, next: string) =>
      `<_><feature><rects><_>0 0 8 8 -1.</_><_>0 4 8 4 2.</_></rects><tilted>0</tilted></feature><threshold>${threshold}</threshold>${next}</_>`;
    const older = OLD_CASCADE.replace(
      /<trees>[\s\S]*<\/trees>/,
      `<trees><_>${node(
        0.1,
        '<left_node>1</left_node><right_val>5.</right_val>',
      )}${node(0.3, '<left_val>6.</left_val><right_val>7.</right_val>')}</_></trees>`,
    );
    const [a, b] = [readOpenCvCascade(newer, 'x'), readOpenCvCascade(older, 'x')];
    expect(a.stages[0]!.trees[0]).toMatchObject({
      nodes: [
        { left: 1, right: 0 },
        { left: -1, right: -2 },
      ],
      leaves: [5, 6, 7],
    });
    expect(b).toEqual(a);
  });

  it.each([
    ['a page of HTML', '<html><body>Not found</body></html>'],
    ['another OpenCV file', '<opencv_storage><svm type_id="opencv-ml-svm"></svm></opencv_storage>'],
    ['no XML at all', 'RIFF....'],
    ['nothing', ''],
  ])('calls %s foreign', (_, xml) => {
    expect(problemOf(xml)).toMatchObject({ problem: 'foreign', message: expect.stringContaining('face.xml is not a cascade') as string });
  });

  it.each([
    ['is cut off', NEW_CASCADE.slice(0, -200)],
    ['names a feature that is not there', NEW_CASCADE.replace('0 -1 0 1.0', '0 -1 7 1.0')],
    ['points at a leaf that is not there', NEW_CASCADE.replace('0 -1 0 1.0', '0 -9 0 1.0')],
    ['has a rectangle outside its window', NEW_CASCADE.replace('0 4 8 4 2.', '0 5 8 4 2.')],
    ['has words for numbers', NEW_CASCADE.replace('5.0000000000000000e-01', 'half')],
    ['has no stages', NEW_CASCADE.replace(/<stages>[\s\S]*<\/stages>/, '<stages></stages>')],
    ['has no window', NEW_CASCADE.replace('<width>8</width>', '')],
  ])('calls a file broken that %s', (_, xml) => {
    expect(problemOf(xml)).toMatchObject({ problem: 'broken', message: expect.stringContaining('Fetch the file again') as string });
  });

  it("says that it cannot do tilted features, or features that are not Haar's", () => {
    expect(problemOf(OLD_CASCADE.replace('<tilted>0', '<tilted>1')).problem).toBe('unsupported');
    expect(problemOf(NEW_CASCADE.replace('HAAR', 'LBP'))).toMatchObject({
      problem: 'unsupported',
      message: expect.stringContaining('LBP') as string,
    });
  });
});
