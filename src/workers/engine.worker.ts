import type { EngineContract } from '../protocol/engineContract.ts';
import { announceLife } from '../protocol/lifeLock.ts';
import { serve } from '../protocol/serve.ts';
import { describeMachine } from '../engine/backend/machine.ts';
import { backTestRun } from './engine/backTest.ts';
import { evaluatedRows, evaluateRun } from './engine/evaluateRun.ts';
import { compressPictures, compressRows } from './engine/compress.ts';
import { compressSeries } from './engine/compressSeries.ts';
import { exportModel } from './engine/exportModel.ts';
import { findLearningRate } from './engine/findLearningRate.ts';
import { generateFile, generateSamples, interpolateSamples } from './engine/generate.ts';
import { judgeGenerator, realSamples } from './engine/judgeGenerator.ts';
import { predictFile } from './engine/predictFile.ts';
import { predictImage, predictImages, scoreImage } from './engine/predictImages.ts';
import { predictRows, scoreRows } from './engine/predictRows.ts';
import { measureCompression } from './engine/measureCompression.ts';
import { reconstructPart } from './engine/reconstructPart.ts';
import { reconstructSamples } from './engine/reconstructSamples.ts';
import { restoreFile } from './engine/restore.ts';
import { pauseRun, resumeRun, slowRunDown, stepRun, trainRun } from './engine/trainRun.ts';
import { judgeTranslation, translatePictures, translateSamples } from './engine/translate.ts';

serve<EngineContract>(self, {
  machine: () => describeMachine(),
  train: trainRun,
  pause: pauseRun,
  resume: resumeRun,
  step: stepRun,
  slowDown: slowRunDown,
  findLearningRate,
  evaluate: evaluateRun,
  evaluatedRows,
  backTest: backTestRun,
  reconstruct: reconstructPart,
  reconstructSamples,
  measureCompression,
  compressRows,
  compressSeries,
  compressPictures,
  restoreFile,
  scoreRows,
  predict: predictRows,
  predictFile,
  predictImage,
  predictImages,
  scoreImage,
  generate: generateSamples,
  interpolate: interpolateSamples,
  generateFile,
  judgeGenerator,
  realSamples,
  judgeTranslation,
  translateSamples,
  translatePictures,
  exportModel,
});
announceLife(self, 'engine');
